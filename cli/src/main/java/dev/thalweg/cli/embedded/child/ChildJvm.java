package dev.thalweg.cli.embedded.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How to start a virtual machine of our own.
 *
 * @param name what people call it, for messages
 * @param flags of the virtual machine
 * @param classPath absolute paths
 * @param arguments of the main class
 * @param directory its working directory
 * @param log the file that gets its standard error
 */
public record ChildJvm(
    String name,
    List<String> flags,
    List<Path> classPath,
    Class<?> mainClass,
    List<String> arguments,
    Path directory,
    Path log) {

  private static final Path SHELL = Path.of("/bin/sh");

  public ChildJvm {
    flags = List.copyOf(flags);
    classPath = List.copyOf(classPath);
    arguments = List.copyOf(arguments);
  }

  /**
   * The command line. Ctrl-C and a closed terminal send their signal to every process of the
   * terminal's foreground group; a signal that is ignored at exec stays ignored, and HotSpot leaves
   * it so. The child is thus stopped by its parent alone, in its turn.
   */
  public List<String> command() {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      command.addAll(List.of(SHELL.toString(), "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass.getName());
    command.addAll(arguments);
    return command;
  }
}
