package dev.thalweg.cli.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/**
 * Two ports that answer as a broker and a registry do to one who only looks whether they are there.
 */
record StubServices(ServerSocket broker, HttpServer registry) implements AutoCloseable {

  static StubServices start() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer registry = HttpServer.create(new InetSocketAddress(loopback, 0), 8);
    registry.createContext(
        "/apis/ccompat/v7/subjects",
        exchange -> {
          byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
    return new StubServices(new ServerSocket(0, 8, loopback), registry);
  }

  StackAddress address(long owner) {
    return new StackAddress(
        Ports.HOST + ":" + broker.getLocalPort(),
        RegistryProbe.url(registry.getAddress().getPort()),
        owner);
  }

  @Override
  public void close() throws IOException {
    broker.close();
    registry.stop(0);
  }
}
