package dev.thalweg.benchmarks.peers;

import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.peers.worker.PeerNetwork;
import dev.thalweg.benchmarks.peers.worker.Worker;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.InputBuffer;
import dev.thalweg.model.Learner;
import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Thalweg's own learner, as a peer among others. */
final class ThalwegPeer implements PeerNetwork {
  private static final String PLAIN = "plain";

  private final Learner learner;
  private final Classifier classifier;
  private final InputBuffer examples;
  private final float[] weights;
  private final double[] targets;

  private ThalwegPeer(Architecture network, Hyperparameters learning) {
    int batch = learning.batchSize();
    learner = new Learner(network, learning, Datatype.UINT8);
    classifier = new Classifier(network, batch);
    examples = new InputBuffer(Datatype.UINT8, batch, Digits.PIXELS);
    targets = new double[batch];
    weights = new float[batch];
    Arrays.fill(weights, 1);
  }

  /** Takes the file of images, the minibatch, the preset, and {@value #PLAIN} for no average. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // as in Thalweg
    Preset preset = Preset.named(args[2]);
    Hyperparameters own = preset.hyperparameters();
    boolean plain = args.length > 3 && args[3].equals(PLAIN);
    Hyperparameters learning = plain ? own.with(Hyperparameters.EMA_SAMPLES, 0L) : own;
    Architecture network = preset.architecture(Shape.of(28, 28), Digits.CLASSES);
    Worker.serve(
        args[0],
        Integer.parseInt(args[1]),
        Backend.describe(),
        () -> new ThalwegPeer(network, learning));
  }

  /** Learns minibatches of the preset's own size. */
  static PeerProgram program(String name, String preset, String... more) {
    int batch = Preset.named(preset).hyperparameters().batchSize();
    List<String> arguments = Stream.concat(Stream.of(preset), Stream.of(more)).toList();
    return PeerProgram.onOwnLibraries(
        name, PeerProgram.THALWEG, batch, ThalwegPeer.class, arguments);
  }

  static PeerProgram withoutAverage(String name, String preset) {
    return program(name, preset, PLAIN);
  }

  @Override
  public void learn(byte[][] images, int[] labels) {
    for (int i = 0; i < labels.length; i++) {
      examples.put(i, ByteBuffer.wrap(images[i]), false);
      targets[i] = labels[i];
    }
    var unused = learner.step(examples, targets, weights);
  }

  @Override
  public float[] score(byte[][] images) {
    float[] probabilities = new float[targets.length * Digits.CLASSES];
    classifier.score(learner.serving(), Digits.bytes(images), targets.length, probabilities);
    return probabilities;
  }

  @Override
  public void close() {
    classifier.close();
    learner.close();
  }
}
