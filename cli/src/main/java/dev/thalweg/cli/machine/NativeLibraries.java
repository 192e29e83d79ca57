package dev.thalweg.cli.machine;

import java.util.Optional;

/** The native libraries of ND4J, RocksDB and compressors, which extract and load themselves. */
public final class NativeLibraries {
  private static final int CAUSES_MAX = 12;

  private NativeLibraries() {}

  /** What to do where one of them could not be extracted or loaded; empty for other failures. */
  public static Optional<String> sentence(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (isOfLoading(cause)) {
        return Optional.of(
            ("A native library can't be loaded (%s): with -Djava.io.tmpdir=DIR and"
                    + " -Dorg.bytedeco.javacpp.cachedir=DIR in JAVA_TOOL_OPTIONS name a folder that"
                    + " can be written, has 300 MB free and is not on a file system mounted noexec.")
                .formatted(firstLine(cause)));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static boolean isOfLoading(Throwable cause) {
    return cause instanceof UnsatisfiedLinkError
        || (cause instanceof NoClassDefFoundError
            && String.valueOf(cause.getMessage()).startsWith("Could not initialize class org."));
  }

  private static String firstLine(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.lines().findFirst().orElse("").strip();
  }
}
