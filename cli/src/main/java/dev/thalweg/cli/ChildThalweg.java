package dev.thalweg.cli;

import dev.thalweg.cli.embedded.child.Lifeline;
import java.time.Duration;
import java.util.Locale;

/** Any command as a child: it ends when its parent does, even one that was killed. */
final class ChildThalweg {
  private static final Duration EXIT_MAX = Duration.ofSeconds(10);

  private ChildThalweg() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // as in Thalweg
    Lifeline.attach(System.in, EXIT_MAX);
    Thalweg.main(args);
  }
}
