# Quoting for a POSIX shell, as Ruby's library of this name.
module Shellwords
  class << self
    # Every character that means something to a shell gets a backslash; a line feed is quoted.
    def escape(text)
      text = text.to_s
      raise ArgumentError, 'NUL character' if text.include?("\0")
      return "''" if text.empty?

      text.gsub(%r{[^A-Za-z0-9_\-.,:+/@\n]}) { |char| "\\#{char}" }.gsub("\n", "'\n'")
    end
    alias shellescape escape

    def join(words)
      words.map { |word| escape(word) }.join(' ')
    end
    alias shelljoin join

    def split(line)
      words = []
      word = nil
      rest = line.to_s
      until rest.empty?
        part, text, rest = take(rest)
        part ? word = "#{word}#{text}" : (words << word unless word.nil?)
        word = nil unless part
      end
      word.nil? ? words : words << word
    end
    alias shellwords split
    alias shellsplit split

    private

    # Not a constant: patterns cost most of the engine's start.
    def pieces
      @pieces ||= [
        [/\A\s+/, :space], [/\A'([^']*)'/m, :single], [/\A"((?:[^"\\]|\\.)*)"/m, :double], [/\A\\(.)/m, :escaped],
        [/\A[^\s'"\\]+/, :plain]
      ]
    end

    # The next piece of a line: whether it belongs to a word, its text, and what follows it.
    def take(rest)
      pieces.each do |pattern, kind|
        found = pattern.match(rest)
        return [kind != :space, text(found, kind), found.post_match] if found
      end
      raise ArgumentError, "Unmatched quote: #{rest}"
    end

    def text(found, kind)
      return found[0] if kind == :plain

      kind == :double ? found[1].gsub(/\\[$`"\\\n]/) { |escaped| escaped[1] } : found[1].to_s
    end
  end
end

class String
  def shellescape
    Shellwords.escape(self)
  end

  def shellsplit
    Shellwords.split(self)
  end
end

class Array
  def shelljoin
    Shellwords.join(self)
  end
end
