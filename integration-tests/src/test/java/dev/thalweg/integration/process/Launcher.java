package dev.thalweg.integration.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a program such that Ctrl-C ends it. A shell's background job and {@code nohup} have SIGINT
 * ignored, what is ignored stays so across exec, and HotSpot then installs no handler of its own:
 * so a build that runs there would start services that nobody can interrupt. Java can't change a
 * signal's disposition for a child; one of these programs can, and then becomes the child.
 */
final class Launcher {
  private static final List<List<String>> KNOWN =
      List.of(
          List.of("env", "--default-signal=INT"), // coreutils 8.31
          List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec { $ARGV[0] } @ARGV")); // macOS

  private static final List<String> PREFIX = find();

  private Launcher() {}

  /** To be put before a command line; empty where no such program is installed. */
  static List<String> prefix() {
    return PREFIX;
  }

  /** The first that starts a program which does nothing. */
  private static List<String> find() {
    return KNOWN.stream().filter(Launcher::works).findFirst().orElse(List.of());
  }

  private static boolean works(List<String> prefix) {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.add("true");
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // it is not installed
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
