package dev.thalweg.integration.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.cli.embedded.child.Lifeline;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The main class of a broker of several nodes. Arguments: the file of its settings, and the
 * cluster's id. Says {@value #READY} when clients can come, and ends at the end of its standard
 * input.
 */
public final class ClusterNode {
  static final String READY = "READY";

  private ClusterNode() {}

  public static void main(String[] args) throws Exception {
    Lifeline.attach(System.in, Duration.ofSeconds(2));
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(args[0]))) {
      settings.load(file);
    }
    String data = settings.getProperty("log.dirs");
    if (!Files.exists(Path.of(data, "meta.properties"))) {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
          .setClusterId(args[1])
          .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
          .setDirectories(List.of(data))
          .setMetadataLogDirectory(data)
          .setControllerListenerName(settings.getProperty("controller.listener.names"))
          .run();
    }
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }
}
