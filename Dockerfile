# The daemon in an image: not root, and with a read-only root file system. docs/operations.md says how to run it.
#   docker build -t framewake .
#   docker build -t framewake-camera --target camera .   # with libav besides: sends video files and streams from a container
# A package that is there already need not be built again:
#   docker build -t framewake --build-context package=build/release/package .
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS build
COPY scripts/setup /source/scripts/
RUN /source/scripts/setup build
COPY . /source
WORKDIR /source
RUN cmake --preset release -DFRAMEWAKE_TESTS=OFF && cmake --build --preset release && scripts/package

FROM scratch AS package
COPY --from=build /source/build/release/package/*.deb /

# Of OpenCV's packages only what the program and its module that looks for objects load: they depend on an OpenGL driver and
# its compiler, 200 MB that nobody uses. And opencv-data's cascades.
FROM ${BASE} AS installed
RUN ls /usr/lib/*-linux-gnu* >/base-libraries
COPY --from=package /framewake_*.deb /tmp/
RUN dpkg-deb -f /tmp/framewake_*.deb Recommends | tr , '\n' | sed 's/^ *//; s/ .*//' >/recommended && \
    grep -E '^lib(av|sw)' /recommended >/camera-packages && \
    apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      systemd-standalone-sysusers /tmp/framewake_*.deb $(grep opencv /recommended)
RUN mkdir -p /slim/usr/bin /slim/usr/lib /slim/usr/share/doc && \
    cp /usr/bin/framewake /slim/usr/bin/ && cp -r /usr/lib/framewake /slim/usr/lib/ && \
    cp -r /usr/share/doc/framewake /slim/usr/share/doc/ && \
    cp -r --parents /usr/share/opencv4/haarcascades /usr/share/opencv4/lbpcascades /slim && \
    ldd /usr/bin/framewake /usr/lib/framewake/libframewake-detect.so >/loaded && ! grep 'not found' /loaded && \
    { sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' /loaded | sort -u | while read -r library; do \
        grep -qxF "${library##*/}" /base-libraries && continue; \
        folder=/slim/usr/lib/$(basename "${library%/*}") && mkdir -p "$folder" && cp -L "$library" "$folder/" && \
        dpkg-query -S "$(readlink -f "$library")" | cut -d: -f1; \
      done; echo opencv-data; \
    } | sort -u | xargs dpkg-query -W >/slim/usr/share/doc/framewake/libraries.txt

FROM ${BASE} AS framewake
# An account with a number of its own, so that volumes can be given to it.
RUN groupadd --gid 10001 framewake && \
    useradd --uid 10001 --gid 10001 --home-dir /var/lib/framewake --no-create-home --shell /usr/sbin/nologin framewake && \
    rm -f /var/log/lastlog /var/log/faillog
COPY --from=installed /slim /
COPY docker/framewake.toml /etc/framewake/framewake.toml
# Secrets that the container is given are credentials: token.NAME, http.password_hash.
ENV CREDENTIALS_DIRECTORY=/run/secrets
EXPOSE 8999 8990
USER 10001:10001
ENTRYPOINT ["/usr/bin/framewake"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["/usr/bin/framewake", "health"]
CMD ["serve"]

FROM framewake AS camera
USER 0
COPY --from=installed /camera-packages /usr/share/doc/framewake/
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive xargs apt-get install -y --no-install-recommends </usr/share/doc/framewake/camera-packages && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
USER 10001:10001
HEALTHCHECK NONE
CMD ["camera", "--help"]

# The last stage is what is built when none is named.
FROM framewake
