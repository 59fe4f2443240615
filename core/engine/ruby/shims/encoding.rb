# Encodings: the VM's text is UTF-8 or bytes, and a profile that names another one gets its text unchanged.
class Encoding
  class CompatibilityError < StandardError; end
  class UndefinedConversionError < StandardError; end
  class InvalidByteSequenceError < StandardError; end

  attr_reader :name

  def initialize(name)
    @name = name
  end

  def to_s
    @name
  end

  def inspect
    "#<Encoding:#{@name}>"
  end

  UTF_8 = new('UTF-8')
  BINARY = ASCII_8BIT = new('ASCII-8BIT')
  US_ASCII = ASCII = new('US-ASCII')
  ISO_8859_1 = new('ISO-8859-1')
  UTF_16LE = new('UTF-16LE')

  def self.default_external
    UTF_8
  end

  def self.default_internal
    nil
  end

  def self.default_external=(_encoding); end

  def self.default_internal=(_encoding); end
end

class String
  def encoding
    Encoding::UTF_8
  end

  # Only what UTF-8 can hold is ever there, so there is nothing to convert; what is invalid is replaced where it is asked for.
  def encode(*_names, **options)
    options[:invalid] || options[:undef] ? scrub(options.fetch(:replace, "\u{fffd}")) : dup
  end

  def encode!(*names, **options)
    replace(encode(*names, **options))
  end

  def scrub!(*with)
    replace(scrub(*with))
  end

  def unicode_normalize(_form = :nfc)
    raise Cincture::Gap, 'String#unicode_normalize: only ASCII text can be normalized' unless ascii_only?

    dup
  end

  def grapheme_clusters
    chars
  end
end

class Symbol
  def encoding
    Encoding::UTF_8
  end
end
