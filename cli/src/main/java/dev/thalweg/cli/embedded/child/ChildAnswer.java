package dev.thalweg.cli.embedded.child;

import java.io.PrintStream;
import java.util.Optional;

/** What a child says to its parent on standard output: one line, a word and its detail. */
public enum ChildAnswer {
  READY,
  FAILED;

  /**
   * Standard output for answers alone; what the rest of the process prints goes to standard error,
   * which is the child's log.
   */
  public static PrintStream takeStandardOutput() {
    PrintStream answers = System.out;
    System.setOut(System.err);
    return answers;
  }

  public void say(PrintStream out, String detail) {
    out.println(name() + " " + detail);
    out.flush();
  }

  /** The detail, if {@code line} is this answer: a virtual machine may print warnings as well. */
  public Optional<String> detailIn(String line) {
    String prefix = name() + " ";
    return line.startsWith(prefix)
        ? Optional.of(line.substring(prefix.length()))
        : Optional.empty();
  }
}
