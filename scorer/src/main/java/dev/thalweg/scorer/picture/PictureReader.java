package dev.thalweg.scorer.picture;

import dev.thalweg.scorer.picture.decode.PictureFormat;
import dev.thalweg.scorer.picture.decode.PixelGrid;
import dev.thalweg.scorer.picture.digit.DigitField;
import dev.thalweg.scorer.picture.ink.Backdrop;
import dev.thalweg.scorer.picture.ink.Ground;
import dev.thalweg.scorer.picture.ink.Ink;
import dev.thalweg.scorer.picture.ink.Paper;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;

/**
 * Makes an input of the model out of an encoded picture: a PNG, JPEG, GIF (its first frame) or BMP,
 * light on dark or dark on light, of any size within the limits.
 *
 * <p>A picture of exactly the model's size is taken as it is, only turned to light on dark: it was
 * prepared for the model. Any other goes the way of MNIST (Y. LeCun, C. Cortes, C. Burges, "The
 * MNIST database"): the digit's box is fitted into 20/28 of the size, keeping its proportions and
 * with grey levels, and is placed so that its centre of mass is at the centre.
 *
 * <p>Immutable, for use by any number of threads. The cost of a call is bounded by the limits; the
 * number of calls at a time is the caller's to bound.
 */
public final class PictureReader {
  private final int height;
  private final int width;
  private final PictureLimits limits;

  /**
   * A reader for one model.
   *
   * @param height pixels of the model's input, at least 1
   * @param width pixels of the model's input, at least 1
   * @throws IllegalArgumentException if one of them is less
   */
  public PictureReader(int height, int width, PictureLimits limits) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("No input has %d x %d pixels".formatted(height, width));
    }
    this.height = height;
    this.width = width;
    this.limits = limits;
  }

  /**
   * Reads a picture.
   *
   * @param encoded a whole file; not changed
   * @return height * width pixels, uint8 row-major, a light digit on dark ground
   * @throws PictureException if it is of no known format, exceeds a limit, is broken, or has
   *     nothing drawn on it
   */
  public byte[] read(byte[] encoded) throws PictureException {
    limits.requireBytes(encoded.length);
    PixelGrid grid = PictureFormat.of(encoded).decode(encoded, limits);
    byte[] pixels = Backdrop.behind(grid);
    Ground ground = Ground.of(pixels, grid.width(), grid.height());
    if (grid.width() == width && grid.height() == height) {
      return ground.lightOnDark(pixels);
    }
    return new DigitField(height, width).place(ink(ground, pixels, grid));
  }

  private static Ink ink(Ground ground, byte[] pixels, PixelGrid grid) throws PictureException {
    byte[] contrast = ground.contrast(pixels);
    return ground.isEven(pixels, contrast, grid.width(), grid.height())
        ? Ink.of(contrast, grid.width(), grid.height())
        : Paper.ink(pixels, grid.width(), grid.height());
  }
}
