package dev.thalweg.model.kernel;

import dev.thalweg.model.text.Word;

/** What a hidden layer applies to each of its weighted sums z. */
public enum Activation {

  /** max(z, 0). */
  RELU {
    @Override
    public void apply(float[] z, int length) {
      Elementwise.relu(z, length);
    }

    @Override
    public void apply(float[] z, int rows, int units, float[] biases, int offset) {
      Elementwise.biasRelu(z, rows, units, biases, offset);
    }

    @Override
    public void derive(float[] slopes, float[] outputs, int length) {
      Elementwise.deriveRelu(slopes, outputs, length);
    }
  },

  /** (e^z - e^-z) / (e^z + e^-z). */
  TANH {
    @Override
    public void apply(float[] z, int length) {
      Elementwise.tanh(z, length);
    }

    @Override
    public void apply(float[] z, int rows, int units, float[] biases, int offset) {
      Elementwise.biasTanh(z, rows, units, biases, offset);
    }

    @Override
    public void derive(float[] slopes, float[] outputs, int length) {
      Elementwise.deriveTanh(slopes, outputs, length);
    }
  },

  /** 1 / (1 + e^-z). */
  SIGMOID {
    @Override
    public void apply(float[] z, int length) {
      Elementwise.sigmoid(z, length);
    }

    @Override
    public void apply(float[] z, int rows, int units, float[] biases, int offset) {
      Elementwise.biasSigmoid(z, rows, units, biases, offset);
    }

    @Override
    public void derive(float[] slopes, float[] outputs, int length) {
      Elementwise.deriveSigmoid(slopes, outputs, length);
    }
  },

  /** z itself. */
  IDENTITY {
    @Override
    public void apply(float[] z, int length) {}

    @Override
    public void apply(float[] z, int rows, int units, float[] biases, int offset) {
      Elementwise.bias(z, rows, units, biases, offset);
    }

    @Override
    public void derive(float[] slopes, float[] outputs, int length) {}
  };

  /**
   * z = activation(z + bias), in place.
   *
   * @param z row-major [rows, units]
   * @param biases the units biases, from {@code offset} on
   */
  public abstract void apply(float[] z, int rows, int units, float[] biases, int offset);

  /** z = activation(z), in place, where the biases are in the sums already. */
  public abstract void apply(float[] z, int length);

  /**
   * slopes *= activation'(z), in place: from the derivative of the loss by the outputs to that by
   * the sums.
   *
   * @param outputs what the activation gave
   */
  public abstract void derive(float[] slopes, float[] outputs, int length);

  /** How it is written, such as {@code relu}. */
  public String text() {
    return Word.name(this);
  }
}
