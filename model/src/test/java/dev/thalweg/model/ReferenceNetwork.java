package dev.thalweg.model;

import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.loss.Loss;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Activation;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import java.util.List;

/**
 * The same network in plain double precision, straight from the definitions and sharing no code
 * with the kernels: the loss as a function of the parameters, from which gradients are taken by
 * central differences.
 */
final class ReferenceNetwork {

  private final Architecture architecture;
  private final List<Dense> layers;
  private final double l2;
  private final Masks masks;

  public ReferenceNetwork(Architecture architecture, double l2, Masks masks) {
    this.architecture = architecture;
    this.layers =
        architecture.layers().stream().map(layer -> layer.accept((Dense dense) -> dense)).toList();
    this.l2 = l2;
    this.masks = masks;
  }

  /** Sum over the minibatch of the data loss. */
  public double lossSum(double[] parameters, byte[] pixels, int[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += loss(outputs(parameters, pixels, i, labels.length), labels[i]);
    }
    return sum;
  }

  /** What training minimises: the mean data loss and l2/2 times the squares of the weights. */
  public double objective(double[] parameters, byte[] pixels, int[] labels) {
    double squares = 0;
    int offset = 0;
    int inputs = architecture.inputs();
    for (Dense layer : layers) {
      for (int i = 0; i < inputs * layer.units(); i++) {
        squares += parameters[offset + i] * parameters[offset + i];
      }
      offset += (inputs + 1) * layer.units();
      inputs = layer.units();
    }
    return lossSum(parameters, pixels, labels) / labels.length + l2 / 2 * squares;
  }

  /** Central differences of the objective. */
  public double[] gradient(double[] parameters, byte[] pixels, int[] labels) {
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
    int offset = 0;
    for (int l = 0; l < layers.size(); l++) {
      Dense layer = layers.get(l);
      double[] y = new double[layer.units()];
      for (int j = 0; j < y.length; j++) {
        double z = parameters[offset + x.length * y.length + j];
        for (int i = 0; i < x.length; i++) {
          z += x[i] * parameters[offset + i * y.length + j];
        }
        y[j] = activate(layer.activation(), z);
      }
      drop(l, layer, y, image, batch);
      offset += (x.length + 1) * y.length;
      x = y;
    }
    return architecture.output() == Output.SOFTMAX ? softmax(x) : x;
  }

  private void drop(int index, Dense layer, double[] y, int image, int batch) {
    if (masks != null && layer.dropout() > 0) {
      float[] mask = new float[batch * y.length];
      masks.fill(index, layer.dropout(), mask);
      for (int j = 0; j < y.length; j++) {
        y[j] *= mask[image * y.length + j];
      }
    }
  }

  private static double activate(Activation activation, double z) {
    return switch (activation) {
      case RELU -> z > 0 ? z : 0;
      case TANH -> Math.tanh(z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case IDENTITY -> z;
    };
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

  private double loss(double[] p, int label) {
    if (architecture.loss().equals(Loss.CROSS_ENTROPY)) {
      return -Math.log(p[label]);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      double error = p[j] - (j == label ? 1 : 0);
      sum += error * error;
    }
    return sum / p.length;
  }
}
