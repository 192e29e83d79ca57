package dev.thalweg.integration.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A network that misbehaves: passes what comes on to a port of this machine, and back, later than
 * it came, or cuts connections, or keeps everything to itself for a while. It changes no byte.
 */
final class NetworkProxy implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 << 10;

  /** On their way in one direction; then it reads no more, as a network does. */
  private static final int CHUNKS_MAX = 64;

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private volatile long delayNanos;
  private volatile boolean closed;
  private boolean silent;
  private long cuts;

  /** Bytes and when they are due; without bytes the end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(byte[] bytes, long dueNanos) {}

  /**
   * Listens on a free port of loopback.
   *
   * @param target the port that it leads to
   */
  NetworkProxy(int target) throws IOException {
    this(InetAddress.getLoopbackAddress(), target);
  }

  /** The same on another address of this machine. */
  NetworkProxy(InetAddress address, int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 256, address);
    daemon("accept", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Each byte comes so much later, in each direction. */
  void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  /** Ends every connection there is. */
  void cut() {
    open.forEach(NetworkProxy::close);
    open.clear();
    synchronized (gate) {
      cuts++;
    }
  }

  long cuts() {
    synchronized (gate) {
      return cuts;
    }
  }

  /** Nothing comes through any more, and no connection ends, until {@link #speak}. */
  void keepSilent() {
    synchronized (gate) {
      silent = true;
    }
  }

  void speak() {
    synchronized (gate) {
      silent = false;
      gate.notifyAll();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        open.add(client);
        daemon("connect", () -> connect(client));
      } catch (IOException e) {
        // It was closed, or the client has gone already.
      }
    }
  }

  private void connect(Socket client) {
    Socket service = new Socket();
    open.add(service);
    try {
      service.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 10_000);
      client.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
    } catch (IOException e) {
      end(client, service);
      return;
    }
    carry(client, service);
    carry(service, client);
  }

  private void carry(Socket from, Socket to) {
    BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(CHUNKS_MAX);
    daemon("read", () -> read(from, way));
    daemon("write", () -> write(way, from, to));
  }

  private void read(Socket from, BlockingQueue<Chunk> way) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] bytes = new byte[read];
        System.arraycopy(buffer, 0, bytes, 0, read);
        put(way, bytes);
      }
    } catch (IOException e) {
      // As an end.
    }
    put(way, new byte[0]);
  }

  private void put(BlockingQueue<Chunk> way, byte[] bytes) {
    Chunk chunk = new Chunk(bytes, System.nanoTime() + delayNanos);
    try {
      while (!closed && !way.offer(chunk, 100, TimeUnit.MILLISECONDS)) {
        // It is full.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(BlockingQueue<Chunk> way, Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      while (!closed && !to.isClosed()) {
        Chunk next = way.poll(100, TimeUnit.MILLISECONDS);
        if (next == null) {
          continue;
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next.dueNanos() - System.nanoTime()));
        awaitSpeech();
        if (next.bytes().length == 0) {
          break;
        }
        out.write(next.bytes());
      }
    } catch (IOException e) {
      // Either end has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(from, to);
  }

  private void awaitSpeech() throws InterruptedException {
    synchronized (gate) {
      while (silent && !closed) {
        gate.wait(100);
      }
    }
  }

  private void end(Socket one, Socket other) {
    close(one);
    close(other);
    open.remove(one);
    open.remove(other);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "network-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    cut();
  }
}
