package dev.thalweg.model;

import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.loss.Huber;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.MeanAbsoluteError;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Block;
import dev.thalweg.model.network.Stage;

/**
 * The same network in plain double precision, straight from the definitions and sharing no code
 * with the kernels: the loss as a function of the parameters, from which gradients are taken by
 * central differences.
 */
final class ReferenceNetwork {

  private final Architecture architecture;
  private final double l2;
  private final Masks masks;

  public ReferenceNetwork(Architecture architecture, double l2, Masks masks) {
    this.architecture = architecture;
    this.l2 = l2;
    this.masks = masks;
  }

  /** Sum over the minibatch of the data loss. */
  public double lossSum(double[] parameters, byte[] pixels, double[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += loss(outputs(parameters, pixels, i, labels.length), labels[i]);
    }
    return sum;
  }

  /** What training minimises: the mean data loss and l2/2 times the squares of the weights. */
  public double objective(double[] parameters, byte[] pixels, double[] labels) {
    double squares = 0;
    int offset = 0;
    for (Stage stage : architecture.stages()) {
      for (Block block : stage.blocks()) {
        for (int i = 0; i < block.size() && block.name().equals("weight"); i++) {
          squares += parameters[offset + i] * parameters[offset + i];
        }
        offset += (int) block.size();
      }
    }
    return lossSum(parameters, pixels, labels) / labels.length + l2 / 2 * squares;
  }

  /** Central differences of the objective. */
  public double[] gradient(double[] parameters, byte[] pixels, double[] labels) {
    double h = 1e-6;
    double[] gradient = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      double kept = parameters[i];
      parameters[i] = kept + h;
      double above = objective(parameters, pixels, labels);
      parameters[i] = kept - h;
      double below = objective(parameters, pixels, labels);
      parameters[i] = kept;
      gradient[i] = (above - below) / (2 * h);
    }
    return gradient;
  }

  /** The outputs for one image: probabilities, or sums if the output is linear. */
  public double[] outputs(double[] parameters, byte[] pixels, int image, int batch) {
    double[] x = new double[architecture.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (pixels[image * x.length + i] & 0xff) / 255.0;
    }
    int index = 0;
    for (Stage stage : architecture.stages()) {
      x =
          stage
              .layer()
              .accept(new ReferenceLayer(parameters, stage, x, masks, index, image, batch));
      index++;
    }
    return architecture.output() == Output.SOFTMAX ? softmax(x) : x;
  }

  private static double[] softmax(double[] z) {
    double sum = 0;
    for (double value : z) {
      sum += Math.exp(value);
    }
    double[] p = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      p[i] = Math.exp(z[i]) / sum;
    }
    return p;
  }

  private double loss(double[] p, double target) {
    if (architecture.loss().equals(Loss.CROSS_ENTROPY)) {
      return -Math.log(p[(int) target]);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      sum += of(p[j] - (p.length == 1 ? target : j == target ? 1 : 0));
    }
    return sum / p.length;
  }

  private double of(double error) {
    if (architecture.loss() instanceof Huber huber) {
      double delta = huber.delta();
      return Math.abs(error) < delta
          ? error * error / 2
          : delta * Math.abs(error) - delta * delta / 2;
    }
    return architecture.loss() instanceof MeanAbsoluteError ? Math.abs(error) : error * error;
  }
}
