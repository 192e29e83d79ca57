package dev.thalweg.benchmarks.peers.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Images of one size and their labels, as bytes. */
public final class Digits {
  /** Of an image. */
  public static final int PIXELS = 784;

  /** Of the labels. */
  public static final int CLASSES = 10;

  private static final float SCALE = 1 / 255f;

  private final List<byte[]> images;
  private final byte[] labels;

  /**
   * Keeps both as they are.
   *
   * @param images each with {@value #PIXELS} pixels
   * @param labels from 0 to 9, as many
   */
  public Digits(List<byte[]> images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /** How many images. */
  public int size() {
    return labels.length;
  }

  /**
   * Fills a minibatch.
   *
   * @param first of its images; behind the last one comes the first
   * @param minibatch to fill with images, which are not copied
   * @param into to fill with labels, as many
   */
  void fill(int first, byte[][] minibatch, int[] into) {
    for (int i = 0; i < into.length; i++) {
      int index = (first + i) % size();
      minibatch[i] = images.get(index);
      into[i] = labels[index];
    }
  }

  /** The pixels of a minibatch, one image after the other, 0 to 1. */
  public static float[] floats(byte[][] minibatch) {
    float[] pixels = new float[minibatch.length * PIXELS];
    for (int i = 0; i < minibatch.length; i++) {
      byte[] image = minibatch[i];
      for (int p = 0; p < PIXELS; p++) {
        pixels[i * PIXELS + p] = (image[p] & 0xff) * SCALE;
      }
    }
    return pixels;
  }

  /** The pixels of a minibatch, one image after the other. */
  public static byte[] bytes(byte[][] minibatch) {
    byte[] pixels = new byte[minibatch.length * PIXELS];
    for (int i = 0; i < minibatch.length; i++) {
      System.arraycopy(minibatch[i], 0, pixels, i * PIXELS, PIXELS);
    }
    return pixels;
  }

  /** 1 for each image's label, of {@value #CLASSES} numbers each, and 0 for the others. */
  public static float[] oneHot(int[] labels) {
    float[] targets = new float[labels.length * CLASSES];
    for (int i = 0; i < labels.length; i++) {
      targets[i * CLASSES + labels[i]] = 1;
    }
    return targets;
  }

  /** Writes two sets into a file, for processes to read. */
  public static void write(Path file, Digits train, Digits test) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (Digits digits : List.of(train, test)) {
        out.writeInt(digits.size());
        for (byte[] image : digits.images) {
          out.write(image);
        }
        out.write(digits.labels);
      }
    }
  }

  /** Both sets of a file, the one to learn first. */
  static List<Digits> read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return List.of(next(in), next(in));
    }
  }

  private static Digits next(DataInputStream in) throws IOException {
    byte[][] images = new byte[in.readInt()][PIXELS];
    for (byte[] image : images) {
      in.readFully(image);
    }
    byte[] labels = new byte[images.length];
    in.readFully(labels);
    return new Digits(List.of(images), labels);
  }
}
