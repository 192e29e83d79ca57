# One image for every service: what "mvn package" built, on a Java runtime. Nothing is downloaded.
#   mvn -DskipTests package && docker build --tag thalweg .
# It contains the native libraries of the build. For platforms other than Linux x86_64 see
# docs/containers.md.
FROM eclipse-temurin:21-jre

# One compute thread and pinned kernels, as in bin/thalweg: they decide the last bits of the weights.
ARG OPENBLAS_CORETYPE=HASWELL
ENV OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    OMP_WAIT_POLICY=passive \
    OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE} \
    XDG_CACHE_HOME=/var/lib/thalweg/cache

# A folder that belongs to the user of the process; a volume mounted on it inherits that.
COPY --chown=10001:10001 LICENSE /var/lib/thalweg/

# From what seldom changes to what often does: a code change rebuilds only the last layer.
COPY cli/target/lib /opt/thalweg/lib
COPY LICENSE NOTICE cli/target/image /opt/thalweg/
COPY cli/target/modules cli/target/thalweg-cli.jar /opt/thalweg/modules/

USER 10001:10001
WORKDIR /var/lib/thalweg
ENTRYPOINT ["java", "@/opt/thalweg/java.options", "dev.thalweg.cli.Thalweg"]
CMD ["--help"]
