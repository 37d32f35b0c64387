# Two stages: the first installs from the hashed lock, the second carries only what runs.

FROM python:3.11-slim AS builder
WORKDIR /src
COPY requirements-uv.lock requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --target /opt/uv --requirement requirements-uv.lock
RUN /opt/uv/bin/uv venv --no-python-downloads --python "$(command -v python3)" /opt/hearth \
    && /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/hearth/bin/python --require-hashes --requirement requirements.lock
# The code is copied after what it needs, so that a change of the code alone rebuilds little.
COPY . .
RUN /opt/uv/bin/uv pip install --no-cache --compile-bytecode --python /opt/hearth/bin/python --no-deps --no-build-isolation .


FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin hearth \
    && install --directory --owner hearth --group hearth --mode 0700 /data
COPY --from=builder /opt/hearth /opt/hearth
ENV PATH=/opt/hearth/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORT=8080 \
    HEARTH_DATABASE_URL=sqlite+aiosqlite:////data/hearth.db
USER hearth
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["hearth", "run", "--host", "0.0.0.0"]
