package dev.thalweg.model.network;

/** What is done by kind of layer, elsewhere than in the layer itself. */
public interface LayerVisitor<R> {
  R visit(Dense layer);
}
