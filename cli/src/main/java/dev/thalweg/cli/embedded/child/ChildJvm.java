package dev.thalweg.cli.embedded.child;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

  /** By which options for every virtual machine come: meant for the parent, if for any of ours. */
  private static final Set<String> OPTIONS_OF_ALL =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** The registry reads its settings from these, too, and would become another one. */
  private static final Pattern SETTINGS_OF_OTHERS =
      Pattern.compile("(QUARKUS|APICURIO|SMALLRYE)_.*");

  /** Of two processes that open the same port, the second ends. */
  private static final Pattern OPENS_A_PORT =
      Pattern.compile(
          "-agentlib:jdwp.*|-Xrunjdwp.*|-Xdebug|-Dcom\\.sun\\.management\\.jmxremote.*");

  public ChildJvm {
    flags = List.copyOf(flags);
    classPath = List.copyOf(classPath);
    arguments = List.copyOf(arguments);
  }

  /** What this virtual machine was started with, without what only one process can have. */
  public static List<String> flagsOfThisOne() {
    return shared(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  static List<String> shared(List<String> flags) {
    return flags.stream().filter(flag -> !OPENS_A_PORT.matcher(flag).matches()).toList();
  }

  /** The process to start, in its directory and with what it may have of our environment. */
  public ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(command()).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(environmentOf(environment).keySet());
    return builder;
  }

  Map<String, String> environmentOf(Map<String, String> ours) {
    Map<String, String> environment = new HashMap<>(ours);
    environment.keySet().removeAll(OPTIONS_OF_ALL);
    environment.keySet().removeIf(name -> SETTINGS_OF_OTHERS.matcher(name).matches());
    return environment;
  }

  /**
   * The command line. Ctrl-C and a closed terminal send their signal to every process of the
   * terminal's foreground group; a signal that is ignored at exec stays ignored, and HotSpot leaves
   * it so. The child is thus stopped by its parent alone, in its turn.
   */
  List<String> command() {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      command.addAll(List.of(SHELL.toString(), "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Where this one was sent to extract native libraries, and in what its parent reads.
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    List.of("file.encoding", "stdout.encoding", "stderr.encoding")
        .forEach(name -> command.add("-D" + name + "=UTF-8"));
    command.addAll(flags);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass.getName());
    command.addAll(arguments);
    return command;
  }
}
