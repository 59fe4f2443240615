# Standard output and error: what is written there becomes a warning of the scan.
module Cincture
  class Output
    def write(*texts)
      texts.map { |text| Host.warning(text.to_s) && 0 || text.to_s.length }.inject(0) { |sum, size| sum + size }
    end
    alias print write
    alias syswrite write

    def puts(*texts)
      texts.flatten.each { |text| write(text) }
      nil
    end

    def <<(text)
      write(text)
      self
    end

    def printf(pattern, *values)
      write(format(pattern, *values))
      nil
    end

    def flush
      self
    end
    alias fsync flush

    def sync
      true
    end

    def sync=(_value); end

    def tty?
      false
    end
    alias isatty tty?
  end
end

STDOUT = Cincture::Output.new
STDERR = Cincture::Output.new
$stdout = STDOUT
$stderr = STDERR

module Kernel
  def printf(pattern, *values)
    warn(format(pattern, *values))
  end

  def putc(char)
    warn(char.is_a?(Integer) ? char.chr : char[0])
    char
  end

  def pp(*values)
    p(*values)
  end
end

class Object
  def display
    Cincture::Host.warning(to_s)
    nil
  end
end

module Inspec
  # The log of InSpec: what matters to a user becomes a warning of the scan.
  module Log
    class << self
      %i[debug info trace].each do |level|
        define_method(level) { |_message = nil| nil }
        define_method("#{level}?") { false }
      end

      %i[warn error fatal].each do |level|
        define_method(level) { |message = nil| Cincture::Host.warning(message.to_s) }
      end

      def level
        :warn
      end
    end
  end
end
