package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.FreePort;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.OneNode;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/** A cluster and a registry that have addresses of IPv6 alone, and services that listen there. */
@ResourceLock(OneNode.LOCK)
@OnEachStack(containersByDefault = false)
class Ipv6IT {
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final Pattern URL = Pattern.compile(" (?:on|at) (http://\\[::1]:\\d+)\\.");

  @Parameter TestStack stack;

  @Test
  void addressesOfIpv6_areTakenInAnyNotation_andPrintedAsUrls() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(LOOPBACK_6);
    assumeThatCode(() -> new ServerSocket(0, 1, loopback).close())
        .as("This machine has no IPv6")
        .doesNotThrowAnyException();
    URI registry = URI.create(stack.connection().schemaRegistry());
    int port = FreePort.find();
    String listener = "PLAINTEXT://[::1]:" + port;
    try (NetworkProxy registries = new NetworkProxy(loopback, registry.getPort());
        OneNode node =
            new OneNode(
                Files.createDirectory(stack.home().resolve("ipv6-broker")),
                listener,
                listener,
                Map.of("PLAINTEXT", "PLAINTEXT"),
                List.of(),
                Map.of());
        CommandLineCluster cluster =
            new CommandLineCluster(
                stack.home(),
                new Connection(
                    "[::1]:" + port,
                    "http://[::1]:" + registries.port() + registry.getPath(),
                    Map.of(),
                    true),
                "ipv6")) {
      assertThat(node).isNotNull();

      // When
      cluster.run("produce", "--source", "digits", "--samples", "640");
      cluster.startService("train", "--hidden", "32", "--snapshot-every", "320");
      cluster.watchRing(1);
      ThalwegProcess scorer =
          cluster.startService("score", "--http-host", "::1", "--http-port", "0");
      ThalwegProcess monitor =
          cluster.startService("monitor", "--http-host", "[::1]", "--http-port", "0");

      // Then
      assertThat(statusOf(address(scorer) + "/v2/models/ipv6")).isEqualTo(200);
      assertThat(statusOf(address(monitor) + "/")).isEqualTo(200);
      for (String notation : List.of("::1:", "0:0:0:0:0:0:0:1:", "[0:0:0:0:0:0:0:1]:")) {
        CommandOutcome described =
            CommandOutcome.of(
                "topics",
                "describe",
                "--pipeline",
                "ipv6",
                "--bootstrap-server",
                notation + port,
                "--schema-registry",
                "http://[0:0:0:0:0:0:0:1]:" + registries.port() + registry.getPath());
        assertThat(described.exitCode()).as(described.describe()).isZero();
      }
    }
  }

  private static String address(ThalwegProcess service) {
    Matcher printed = URL.matcher(service.err());
    assertThat(printed.find()).as(service.describe()).isTrue();
    return printed.group(1);
  }

  private static int statusOf(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
