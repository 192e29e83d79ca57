package dev.thalweg.benchmarks.peers;

import dev.thalweg.benchmarks.peers.worker.Digits;
import dev.thalweg.benchmarks.peers.worker.PeerNetwork;
import dev.thalweg.benchmarks.peers.worker.Worker;
import dev.thalweg.model.kernel.Backend;
import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The step as one writes it first in ND4J: each operation gives a new array. */
final class NaivePeer implements PeerNetwork {
  private static final int[] UNITS = {Digits.PIXELS, 128, 128, Digits.CLASSES};
  private static final int LAYERS = UNITS.length - 1;
  private static final double RATE = 1e-3;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-7;

  private final int batch;
  private final INDArray[] parameters = new INDArray[2 * LAYERS]; // W and b of each layer
  private final INDArray[] means = new INDArray[2 * LAYERS];
  private final INDArray[] squares = new INDArray[2 * LAYERS];
  private int steps;

  private NaivePeer(int batch) {
    this.batch = batch;
    Random random = new Random(1);
    for (int l = 0; l < LAYERS; l++) {
      double limit = Math.sqrt(6.0 / (UNITS[l] + UNITS[l + 1])); // Glorot's
      float[] weights = new float[UNITS[l] * UNITS[l + 1]];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) ((2 * random.nextDouble() - 1) * limit);
      }
      parameters[2 * l] = Nd4j.create(weights, new long[] {UNITS[l], UNITS[l + 1]});
      parameters[2 * l + 1] = Nd4j.zeros(DataType.FLOAT, 1, UNITS[l + 1]);
    }
    for (int p = 0; p < parameters.length; p++) {
      means[p] = Nd4j.zerosLike(parameters[p]);
      squares[p] = Nd4j.zerosLike(parameters[p]);
    }
  }

  /** Takes the file of images and the minibatch. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT); // as in Thalweg
    int batch = Integer.parseInt(args[1]);
    Worker.serve(args[0], batch, Backend.describe(), () -> new NaivePeer(batch));
  }

  private INDArray[] forward(byte[][] images) {
    INDArray[] activations = new INDArray[UNITS.length];
    activations[0] = Nd4j.create(Digits.floats(images), new long[] {batch, Digits.PIXELS});
    for (int l = 0; l < LAYERS; l++) {
      INDArray sum = activations[l].mmul(parameters[2 * l]).addRowVector(parameters[2 * l + 1]);
      activations[l + 1] = l < LAYERS - 1 ? Transforms.relu(sum) : Transforms.softmax(sum);
    }
    return activations;
  }

  @Override
  public void learn(byte[][] images, int[] labels) {
    INDArray[] activations = forward(images);
    INDArray targets = Nd4j.create(Digits.oneHot(labels), new long[] {batch, Digits.CLASSES});
    INDArray delta = activations[LAYERS].sub(targets).div(batch);
    INDArray[] gradients = new INDArray[parameters.length];
    for (int l = LAYERS - 1; l >= 0; l--) {
      gradients[2 * l] = activations[l].transpose().mmul(delta);
      gradients[2 * l + 1] = delta.sum(true, 0);
      if (l > 0) {
        INDArray above = delta.mmul(parameters[2 * l].transpose());
        delta = above.mul(activations[l].gt(0).castTo(DataType.FLOAT));
      }
    }
    update(gradients);
  }

  private void update(INDArray[] gradients) {
    steps++;
    double rate = RATE * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    for (int p = 0; p < parameters.length; p++) {
      INDArray gradient = gradients[p];
      means[p] = means[p].mul(BETA1).add(gradient.mul(1 - BETA1));
      squares[p] = squares[p].mul(BETA2).add(gradient.mul(gradient).mul(1 - BETA2));
      INDArray scale = Transforms.sqrt(squares[p]).add(EPSILON);
      parameters[p] = parameters[p].sub(means[p].mul(rate).div(scale));
    }
  }

  @Override
  public float[] score(byte[][] images) {
    return forward(images)[LAYERS].ravel().toFloatVector();
  }

  @Override
  public void close() {} // the garbage collector frees it
}
