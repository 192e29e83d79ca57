package dev.thalweg.cli.terminal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What standard output is shown on. */
public final class Terminal {
  private Terminal() {}

  /** From JDK 22 on this holds only under -Djdk.console=java.base, which bin/thalweg gives. */
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isThere() {
    return System.console() != null;
  }

  /** Of {@code System.out}, which tells it itself only from JDK 18 on. */
  public static Charset charset() {
    return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
        .map(System::getProperty)
        .filter(name -> name != null && Charset.isSupported(name))
        .findFirst()
        .map(Charset::forName)
        .orElse(US_ASCII);
  }

  /** Characters of a line; {@link Integer#MAX_VALUE} where nobody says. */
  public static int columns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return Integer.MAX_VALUE;
      }
      return columns(new String(stty.getInputStream().readAllBytes(), US_ASCII));
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Integer.MAX_VALUE;
    }
  }

  /** Of what {@code stty size} answers: rows and columns, which are 0 where it does not know. */
  public static int columns(String rowsAndColumns) {
    String[] words = rowsAndColumns.strip().split(" ", -1);
    return words.length == 2 && words[1].matches("[1-9]\\d{0,4}")
        ? Integer.parseInt(words[1])
        : Integer.MAX_VALUE;
  }
}
