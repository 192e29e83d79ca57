package dev.thalweg.schemas.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with a secret in it, which its owner alone should read. */
public final class SecretFile {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

  /** Once per process. */
  private static final Set<Path> SAID = ConcurrentHashMap.newKeySet();

  private SecretFile() {}

  /** Warns, once, where every user of the machine can read or write the file. */
  public static void warn(Path file) {
    concern(file).filter(said -> SAID.add(file)).ifPresent(said -> LOG.warn("{}", said));
  }

  /** What is to be said of its permissions; nothing where the file system has none, or no file. */
  static Optional<String> concern(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      boolean isReadable = permissions.contains(PosixFilePermission.OTHERS_READ);
      if (!isReadable && !permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        return Optional.empty();
      }
      return Optional.of(
          "Every user of this machine can %s %s, which holds a secret: chmod 600 it"
              .formatted(isReadable ? "read" : "write", file));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
