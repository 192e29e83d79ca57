package dev.thalweg.benchmarks.peers;

import dev.thalweg.benchmarks.peers.worker.Worker;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the process of a peer is started.
 *
 * @param name for people
 * @param library its name on the command line, of several programs perhaps
 * @param batch its minibatch
 * @param command without the file of images, which comes before the minibatch
 * @param arguments what follows the minibatch
 */
record PeerProgram(
    String name, String library, int batch, List<String> command, List<String> arguments) {
  static final String THALWEG = "thalweg";
  static final String NAIVE = "naive";

  /**
   * The libraries that Maven fetches: profiles of {@code src/main/peers/pom.xml}, and their
   * programs.
   */
  static final Map<String, String> FETCHED =
      Map.of(
          "tensorflow", "TensorFlowPeer.java",
          "pytorch", "PyTorchPeer.java",
          "dl4j", "Dl4jPeer.java");

  /** All libraries, in the order of the table. */
  static final List<String> LIBRARIES = List.of(THALWEG, "tensorflow", "pytorch", "dl4j", NAIVE);

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  PeerProgram {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
  }

  /** With what this process runs on, as bin/thalweg starts Thalweg. */
  static PeerProgram onOwnLibraries(
      String name, String library, int batch, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return new PeerProgram(name, library, batch, command, arguments);
  }

  /** With fetched libraries; the virtual machine compiles its one source file as it starts. */
  static PeerProgram onFetched(String name, String library, int batch, PeerLibraries libraries) {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx1g", "-XX:+UseSerialGC"));
    command.addAll(libraries.properties());
    command.addAll(List.of("-cp", libraries.classPath(library) + ":" + ownCode()));
    command.add(libraries.source(FETCHED.get(library)).toString());
    return new PeerProgram(name, library, batch, command, List.of());
  }

  /** Of which a peer uses {@link Worker}'s package alone, which needs nothing. */
  private static Path ownCode() {
    try {
      return Path.of(Worker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> commandFor(Path digits) {
    List<String> all = new ArrayList<>(command);
    all.add(digits.toString());
    all.add(Integer.toString(batch));
    all.addAll(arguments);
    return all;
  }
}
