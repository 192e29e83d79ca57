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
   * @param pixels to fill, 0 to 1
   * @param into to fill with labels; its length is the minibatch's
   */
  void fill(int first, float[] pixels, int[] into) {
    for (int i = 0; i < into.length; i++) {
      int index = (first + i) % size();
      byte[] image = images.get(index);
      for (int p = 0; p < PIXELS; p++) {
        pixels[i * PIXELS + p] = (image[p] & 0xff) * SCALE;
      }
      into[i] = labels[index];
    }
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
