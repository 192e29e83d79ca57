package dev.thalweg.model.network;

/** What is done by kind of layer, elsewhere than in the layer itself. */
public interface LayerVisitor<R> {
  R visit(Dense layer);

  R visit(Convolution layer);

  R visit(MaxPooling layer);

  R visit(Flatten layer);

  R visit(LayerNormalization layer);

  R visit(Standardization layer);
}
