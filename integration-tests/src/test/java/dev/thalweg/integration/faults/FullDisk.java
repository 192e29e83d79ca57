package dev.thalweg.integration.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system in memory without room, which only the processes see that are started under it. It
 * takes no right but that of Linux to have a namespace of one's own, which not every machine gives.
 *
 * @param folder where they see it; empty for all others
 * @param room kilobytes that are left
 */
record FullDisk(Path folder, int room) {
  /** Mounts it, fills it up to the room, and becomes the program that follows. */
  private static final String SCRIPT =
      "mount -t tmpfs -o size=$2k tmpfs \"$1\" && shift 2 && exec \"$@\"";

  static FullDisk in(Path home, int room) throws IOException {
    return new FullDisk(Files.createTempDirectory(home, "full"), room);
  }

  /** What a process is started under. */
  List<String> program() {
    return List.of(
        "unshare", "-rm", "sh", "-c", SCRIPT, "sh", folder.toString(), Integer.toString(room));
  }

  /** Whether this machine can have one. */
  boolean isPossible() throws InterruptedException {
    List<String> command = new ArrayList<>(program());
    command.add("true");
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }
}
