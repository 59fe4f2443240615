# Gem::Version, as far as profiles and `cmp` use it: parts of digits and letters, a letter makes a prerelease.
module Cincture
  class Version
    include Comparable

    PATTERN = /\A\s*([0-9]+(\.[0-9a-zA-Z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)?\s*\z/

    def self.correct?(text)
      return false if text.nil?
      text = text.to_s
      text.valid_encoding? && !(text =~ PATTERN).nil?
    end

    def self.create(version)
      version.is_a?(Version) || version.nil? ? version : new(version)
    end

    def initialize(version)
      raise ArgumentError, "Malformed version number string #{version}" unless Version.correct?(version)
      text = version.to_s.strip.gsub('-', '.pre.')
      @version = text.empty? ? '0' : text
    end

    attr_reader :version
    alias to_s version

    def inspect
      "#<Gem::Version #{@version.inspect}>"
    end

    def segments
      @version.scan(/[0-9]+|[a-zA-Z]+/).map { |s| digits?(s) ? s.to_i : s }
    end

    def prerelease?
      !(@version =~ /[a-zA-Z]/).nil?
    end

    def <=>(other)
      other = Version.new(other) if other.is_a?(String) && Version.correct?(other)
      return nil unless other.is_a?(Version)
      mine = canonical
      theirs = other.canonical
      ([mine.length, theirs.length].max + 1).times do |i|
        order = compare(mine[i] || 0, theirs[i] || 0)
        return order unless order == 0
      end
      0
    end

    def ==(other)
      (self <=> other) == 0
    end

    def eql?(other)
      other.is_a?(Version) && @version == other.version
    end

    def hash
      canonical.hash
    end

    # Zeros at the end of the numbers, and before a prerelease, say nothing.
    def canonical
      parts = segments
      at = parts.index { |s| s.is_a?(String) } || parts.length
      trimmed(parts[0...at]) + trimmed(parts[at..-1])
    end

    private

    def trimmed(parts)
      parts = parts[0...-1] while parts[-1] == 0
      parts
    end

    # Letters come before numbers.
    def compare(a, b)
      return 0 if a == b
      return -1 if a.is_a?(String) && b.is_a?(Integer)
      return 1 if a.is_a?(Integer) && b.is_a?(String)
      a <=> b
    end

    def digits?(text)
      !(text =~ /\A[0-9]+\z/).nil?
    end
  end
end

module Gem
  Version = Cincture::Version
end
