package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A file system in memory that can be filled and freed while processes use it. It lives as long as
 * a process that holds it, and only what is started under it sees it.
 */
final class SmallDisk implements AutoCloseable {
  private static final String BALLAST = "ballast";

  private final FullDisk disk;
  private final Process holder;

  private SmallDisk(FullDisk disk, Process holder) {
    this.disk = disk;
    this.holder = holder;
  }

  /** One of so many megabytes; {@link FullDisk#isPossible} says whether there can be one. */
  static SmallDisk in(Path home, int megabytes) throws IOException {
    FullDisk disk = FullDisk.in(home, megabytes << 10);
    List<String> command = new ArrayList<>(disk.program());
    // Says that it is there, and ends with this virtual machine.
    command.addAll(List.of("sh", "-c", "echo there > \"$0/there\"; cat", disk.folder().toString()));
    SmallDisk small = new SmallDisk(disk, new ProcessBuilder(command).start());
    Awaitility.await("the file system")
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> Files.exists(small.fromOutside("there")));
    return small;
  }

  /** Where the processes see it. */
  Path folder() {
    return disk.folder();
  }

  /** What a process is started under. */
  List<String> program() {
    String pid = Long.toString(holder.pid());
    return List.of("nsenter", "-t", pid, "-U", "-m", "--preserve-credentials", "--");
  }

  /** Takes all the room that is left. */
  void fill() throws Exception {
    String file = fromOutside(BALLAST).toString();
    Process dd =
        new ProcessBuilder("dd", "if=/dev/zero", "of=" + file, "bs=16k")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(dd.waitFor()).as("it ends when there is no room").isPositive();
  }

  /** Gives it back. */
  void free() throws IOException {
    Files.delete(fromOutside(BALLAST));
  }

  private Path fromOutside(String name) {
    return Path.of("/proc", Long.toString(holder.pid()), "root")
        .resolve(Path.of("/").relativize(folder().toAbsolutePath()))
        .resolve(name);
  }

  @Override
  public void close() {
    ThalwegProcess.signal(holder.toHandle(), "TERM");
  }
}
