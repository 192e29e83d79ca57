package dev.thalweg.scorer.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Draws a seven with strokes, and encodes pictures. */
final class Drawing {
  static final Color CLEAR = new Color(0, 0, 0, 0);

  private Drawing() {}

  /** A seven that fills the rectangle, strokes included. */
  static BufferedImage seven(
      int width, int height, Rectangle where, Color ink, Color ground, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D g = image.createGraphics();
    g.setBackground(ground);
    g.clearRect(0, 0, width, height);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(ink);
    float stroke = where.height / 8f;
    g.setStroke(new BasicStroke(stroke, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double inset = stroke / 2;
    Path2D path = new Path2D.Double();
    path.moveTo(where.x + inset, where.y + inset);
    path.lineTo(where.getMaxX() - inset, where.y + inset);
    path.lineTo(where.x + where.width * 0.4, where.getMaxY() - inset);
    g.draw(path);
    g.dispose();
    return image;
  }

  static BufferedImage seven(int width, int height, Rectangle where, Color ink, Color ground) {
    boolean opaque = ground.getAlpha() == 255;
    int type = opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
    return seven(width, height, where, ink, ground, type);
  }

  /** White on black, 280 x 280, in the middle. */
  static BufferedImage seven() {
    return seven(280, 280, new Rectangle(80, 60, 100, 160), Color.WHITE, Color.BLACK);
  }

  static BufferedImage grey(byte[] pixels, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    var out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("No encoder for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] progressiveJpeg(BufferedImage image) {
    return jpeg(image, param -> param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT));
  }

  /** With a quality of 0 to 1. */
  static byte[] jpeg(BufferedImage image, float quality) {
    return jpeg(
        image,
        param -> {
          param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          param.setCompressionQuality(quality);
        });
  }

  private static byte[] jpeg(BufferedImage image, Consumer<ImageWriteParam> settings) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      settings.accept(param);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
