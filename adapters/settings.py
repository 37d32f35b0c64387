"""Every setting, from the environment, `.env` and `hearth.toml`, in this order."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
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
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$")
    sandbox: bool = True
    sandbox_url: str = ""
    send_limit_seconds: float = Field(
        default=10, validation_alias=AliasChoices("HEARTH_SEND_LIMIT", "send_limit"), gt=0, le=60
    )
    secret_keys: SecretStr = SecretStr("")
    secret_file: Path = Path("hearth.key")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_installer: str = ""
    slack_command: str = Field(default="/hearth", pattern=r"^/[a-z0-9_-]{1,31}$")
    slack_connections: int = Field(default=2, ge=1, le=10)
    slack_url: str = "https://slack.com/api/"
    discord_token: SecretStr = SecretStr("")
    discord_members: bool = False
    discord_threads: bool = False
    discord_threads_from: int = Field(default=0, ge=0, le=500)
    discord_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str = "wss://gateway.discord.gg/"
    discord_cdn_url: str = "https://cdn.discordapp.com"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def opens_threads(self) -> bool:
        """Return whether circles may be private threads on Discord."""
        return self.discord_threads or self.discord_threads_from > 0

    @property
    def send_limit(self) -> timedelta:
        """Return how long one request to a platform may take in all."""
        return timedelta(seconds=self.send_limit_seconds)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys that seal and open, the one that seals first; empty for the key in the file."""
        return tuple(k for k in (p.strip() for p in self.secret_keys.get_secret_value().split(",")) if k)

    @property
    def slack(self) -> bool:
        """Return whether anything of Slack is set."""
        tokens = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        return any(t.get_secret_value() for t in tokens)

    @property
    def discord(self) -> bool:
        """Return whether a bot of Discord's is set."""
        return bool(self.discord_token.get_secret_value())

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
