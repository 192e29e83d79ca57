package dev.thalweg.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The libraries of the peers, which Maven fetches when they are measured, and their programs. */
final class PeerLibraries {
  private final Path folder;
  private final Map<String, String> classPaths = new HashMap<>();

  /**
   * Nothing is fetched yet.
   *
   * @param folder for files, the caller's to delete
   */
  PeerLibraries(Path folder) {
    this.folder = folder;
    source("pom.xml");
  }

  /**
   * What a library's programs run on.
   *
   * @param library a profile of the pom
   * @throws UserException if there is no Maven, or it can't be fetched
   */
  String classPath(String library) {
    return classPaths.computeIfAbsent(library, this::fetch);
  }

  private String fetch(String library) {
    System.err.printf("Maven fetches %s ...%n", library);
    Path file = folder.resolve(library + ".class-path");
    List<String> command =
        List.of(
            "mvn",
            "-B",
            "-q",
            "-P",
            library,
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + file);
    String trouble = "%s could not be fetched by Maven".formatted(library);
    try {
      Path out = folder.resolve("maven.log");
      Process maven =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      int code = maven.waitFor();
      if (code != 0) {
        throw new UserException(
            "%s (exit code %d): %s".formatted(trouble, code, Files.readString(out, UTF_8).strip()));
      }
      return Files.readString(file, UTF_8).strip();
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(trouble, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(trouble + ": it was interrupted.", e);
    }
  }

  /** A file of the module {@code peers}, copied into the folder. */
  Path source(String name) {
    Path file = folder.resolve(name);
    try (InputStream in = PeerLibraries.class.getResourceAsStream("source/" + name)) {
      if (!Files.exists(file)) {
        Files.copy(in, file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where they unpack their natives, and what they must not fetch or report. */
  List<String> properties() {
    Path natives = folder.resolve("natives");
    return List.of(
        "-Dorg.bytedeco.javacpp.cachedir=" + natives,
        "-Dorg.bytedeco.javacpp.platform.extension=-onednn",
        "-DDJL_CACHE_DIR=" + natives,
        "-Dai.djl.offline=true",
        "-DOPT_OUT_TRACKING=true",
        "-Dai.djl.pytorch.num_threads=1",
        "-Dai.djl.pytorch.num_interop_threads=1",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
  }
}
