"""Every setting, from the environment, `.env` and `hearth.toml`, in this order."""

from datetime import timedelta
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """What an operator may set; README lists each."""

    model_config = SettingsConfigDict(
        env_prefix="HEARTH_", env_file=".env", toml_file="hearth.toml", extra="ignore", populate_by_name=True
    )

    database_url: str = "sqlite+aiosqlite:///hearth.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, validation_alias=AliasChoices("HEARTH_PORT", "PORT", "port"), ge=0, le=65535)
    sandbox: bool = True
    sandbox_url: str = ""
    send_limit_seconds: float = Field(
        default=10, validation_alias=AliasChoices("HEARTH_SEND_LIMIT", "send_limit"), gt=0, le=60
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def send_limit(self) -> timedelta:
        """Return how long one request to a platform may take in all."""
        return timedelta(seconds=self.send_limit_seconds)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then .env, then hearth.toml."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, file_secret_settings, toml
