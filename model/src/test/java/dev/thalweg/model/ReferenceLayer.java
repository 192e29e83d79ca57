package dev.thalweg.model;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.network.Convolution;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Flatten;
import dev.thalweg.model.network.LayerNormalization;
import dev.thalweg.model.network.LayerVisitor;
import dev.thalweg.model.network.MaxPooling;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.network.Stage;
import dev.thalweg.model.network.Standardization;
import java.util.Arrays;

/** What a layer makes of one example, from the definitions. */
final class ReferenceLayer implements LayerVisitor<double[]> {

  private final double[] parameters;
  private final Stage stage;
  private final double[] x;
  private final Masks masks;
  private final int index;
  private final int image;
  private final int batch;

  /**
   * @param x the example, row-major, channels last
   * @param masks null where nothing is dropped
   * @param index of the layer
   * @param image of the minibatch, and
   * @param batch how many it has, which dropout depends on
   */
  ReferenceLayer(
      double[] parameters, Stage stage, double[] x, Masks masks, int index, int image, int batch) {
    this.parameters = parameters;
    this.stage = stage;
    this.x = x;
    this.masks = masks;
    this.index = index;
    this.image = image;
    this.batch = batch;
  }

  @Override
  public double[] visit(Dense layer) {
    double[] y = new double[layer.units()];
    for (int j = 0; j < y.length; j++) {
      double z = parameters[stage.offset() + x.length * y.length + j];
      for (int i = 0; i < x.length; i++) {
        z += x[i] * parameters[stage.offset() + i * y.length + j];
      }
      y[j] = activate(layer.activation(), z);
    }
    if (masks != null && layer.dropout() > 0) {
      float[] mask = new float[batch * y.length];
      masks.fill(index, layer.dropout(), mask);
      for (int j = 0; j < y.length; j++) {
        y[j] *= mask[image * y.length + j];
      }
    }
    return y;
  }

  @Override
  public double[] visit(Convolution layer) {
    Shape in = stage.inputs();
    int channels = layer.channels();
    double[] y = new double[in.height() * in.width() * channels];
    for (int row = 0; row < in.height(); row++) {
      for (int column = 0; column < in.width(); column++) {
        for (int c = 0; c < channels; c++) {
          double z = sum(layer, row, column, c);
          y[(row * in.width() + column) * channels + c] = activate(layer.activation(), z);
        }
      }
    }
    return y;
  }

  private double sum(Convolution layer, int row, int column, int channel) {
    Shape in = stage.inputs();
    int weights = layer.height() * layer.width() * in.channels() * layer.channels();
    double z = parameters[stage.offset() + weights + channel];
    for (int i = 0; i < layer.height(); i++) {
      for (int j = 0; j < layer.width(); j++) {
        int y = row + i - (layer.height() - 1) / 2;
        int x0 = column + j - (layer.width() - 1) / 2;
        if (y < 0 || y >= in.height() || x0 < 0 || x0 >= in.width()) {
          continue;
        }
        for (int k = 0; k < in.channels(); k++) {
          int weight = ((i * layer.width() + j) * in.channels() + k) * layer.channels() + channel;
          z += x[(y * in.width() + x0) * in.channels() + k] * parameters[stage.offset() + weight];
        }
      }
    }
    return z;
  }

  @Override
  public double[] visit(MaxPooling layer) {
    Shape in = stage.inputs();
    Shape out = stage.outputs();
    double[] y = new double[out.size()];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    for (int row = 0; row < out.height() * layer.height(); row++) {
      for (int column = 0; column < out.width() * layer.width(); column++) {
        for (int c = 0; c < in.channels(); c++) {
          int at =
              (row / layer.height() * out.width() + column / layer.width()) * in.channels() + c;
          y[at] = Math.max(y[at], x[(row * in.width() + column) * in.channels() + c]);
        }
      }
    }
    return y;
  }

  @Override
  public double[] visit(Flatten layer) {
    return x;
  }

  @Override
  public double[] visit(LayerNormalization layer) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    int gains = LayerNormalization.gains(stage.inputs());
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int part = stage.offset() + i % gains;
      y[i] =
          parameters[part] * (x[i] - mean) / Math.sqrt(variance + 1e-5) + parameters[part + gains];
    }
    return y;
  }

  @Override
  public double[] visit(Standardization layer) {
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      double z = (x[i] - parameters[i]) * parameters[x.length + i];
      y[i] = Double.isNaN(z) ? 0 : Math.max(-10, Math.min(10, z));
    }
    return y;
  }

  private static double activate(Activation activation, double z) {
    return switch (activation) {
      case RELU -> z > 0 ? z : 0;
      case TANH -> Math.tanh(z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case IDENTITY -> z;
    };
  }
}
