package dev.thalweg.benchmarks.peers.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Does what the lines of its standard input say, and answers each with one line.
 *
 * <p>{@code pass} is one pass of a new network over the images in their order and a test of it;
 * {@code slice MS} so many milliseconds of learning by a new network, after a few steps that are
 * not counted. Each line ends with the process: the end of the input ends it.
 */
public final class Worker {
  /** Begins an answer; everything else on the standard output is the library's. */
  public static final String ANSWER = "peer: ";

  private static final int STEPS_BEFORE = 50;

  private final int batch;
  private final Digits train;
  private final Digits test;
  private final Supplier<PeerNetwork> networks;
  private final byte[][] images;
  private final int[] labels;

  private Worker(int batch, List<Digits> digits, Supplier<PeerNetwork> networks) {
    this.batch = batch;
    this.networks = networks;
    train = digits.get(0);
    test = digits.get(1);
    images = new byte[batch][];
    labels = new int[batch];
  }

  /**
   * Serves until the input ends.
   *
   * @param file of {@link Digits#write}
   * @param library name and version, for people
   * @param networks makes a network with new weights
   */
  public static void serve(String file, int batch, String library, Supplier<PeerNetwork> networks)
      throws IOException {
    Worker worker = new Worker(batch, Digits.read(Path.of(file)), networks);
    answer(library);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      answer(words[0].equals("pass") ? worker.pass() : worker.slice(Long.parseLong(words[1])));
    }
    System.exit(0); // whatever threads the library has
  }

  private static void answer(String text) {
    System.out.println(ANSWER + text);
    System.out.flush();
  }

  /** How many images were tested, and how many of them it was right about. */
  private String pass() {
    try (PeerNetwork network = networks.get()) {
      for (int next = 0; next + batch <= train.size(); next += batch) {
        train.fill(next, images, labels);
        network.learn(images, labels);
      }
      int correct = 0;
      for (int next = 0; next < test.size(); next += batch) {
        test.fill(next, images, labels);
        float[] probabilities = network.score(images);
        for (int i = 0; i < Math.min(batch, test.size() - next); i++) {
          correct += best(probabilities, i) == labels[i] ? 1 : 0;
        }
      }
      return test.size() + " " + correct;
    }
  }

  private static int best(float[] probabilities, int image) {
    int best = 0;
    for (int c = 1; c < Digits.CLASSES; c++) {
      int at = image * Digits.CLASSES;
      best = probabilities[at + c] > probabilities[at + best] ? c : best;
    }
    return best;
  }

  /** How many samples were learned, and nanoseconds by the clock and of the process's CPU time. */
  private String slice(long ms) {
    try (PeerNetwork network = networks.get()) {
      int next = 0;
      for (int step = 0; step < STEPS_BEFORE; step++) {
        next = step(network, next);
      }
      long samples = 0;
      long cpuNs = cpuNs();
      long beginNs = System.nanoTime();
      long ns = 0;
      while (ns < ms * 1_000_000) {
        next = step(network, next);
        samples += batch;
        ns = System.nanoTime() - beginNs;
      }
      return samples + " " + ns + " " + (cpuNs() - cpuNs);
    }
  }

  private int step(PeerNetwork network, int next) {
    train.fill(next, images, labels);
    network.learn(images, labels);
    return (next + batch) % train.size();
  }

  private static long cpuNs() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
