# Two images: `app` (web, worker, beat, sweeper and migrate) and `proxy` (TLS).

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
# Wheels only: nothing is compiled here, and no package's own build script runs.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --only-binary :all: -r requirements.txt

FROM python:3.11-slim-bookworm AS app
RUN groupadd --gid 10001 ivcboard \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin ivcboard
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/srv/ivcboard
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# The code and the static files stay root's: who serves cannot change them. Only beat's folder and
# that of the key images, over which compose lays volumes, are the user's.
RUN python -m compileall -q . \
    && python manage.py collectstatic --no-input \
    && install --directory --owner ivcboard --group ivcboard /srv/beat /srv/ivcboard/media
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s \
    CMD ["python", "deploy/check_web.py", "8000"]
CMD ["gunicorn", "ivcboard.wsgi:application", "--bind", "0.0.0.0:8000", "--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "20", "--no-control-socket"]

FROM caddy:2.11-alpine AS proxy
# A copy carries no file capability: with it the program would not start where all capabilities
# are dropped, and above port 1024 it needs none.
RUN cp /usr/bin/caddy /usr/bin/caddy.plain && mv /usr/bin/caddy.plain /usr/bin/caddy \
    && adduser -D -H -u 10002 proxy \
    && install -d -o proxy -g proxy /srv/proxy
ENV XDG_DATA_HOME=/srv/proxy
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
EXPOSE 8080 8443
