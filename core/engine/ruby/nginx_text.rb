# The configuration language of nginx, by the rules of its own reader. The result has the form of InSpec's NginxConfig:
# directives by name, each a list of its uses, each the list of its words; blocks likewise as hashes, their words under `_`.
module Cincture
  class NginxText
    # Blocks one in another.
    MAX_DEPTH = 50
    # Characters of a line, and of a quoted text over many lines: the work grows with the square of them.
    MAX_LENGTH = 65_536
    WORD = /\A(?:\\.|\$\{|[^\s;{\\])+/m
    QUOTED = { '"' => /\A"((?:\\.|[^"\\])*)"/m, "'" => /\A'((?:\\.|[^'\\])*)'/m }.freeze
    BLANK = /\A(?:\s+|#[^\n]*)+/
    # A closing parenthesis may follow a quoted word.
    AFTER_QUOTED = /\A[\s;{)]/

    class Unreadable < StandardError; end

    def self.parse(text)
      new(text).read
    end

    # Read in lines, so that what is left to read stays short.
    def initialize(text)
      @lines = text.lines
      @rest = ''
      raise Unreadable, 'a line is too long' if @lines.any? { |line| line.length > MAX_LENGTH }
    end

    def read
      block(0)
    end

    private

    # Directives up to the brace that ends the block, or to the end of the text.
    def block(depth)
      raise Unreadable, 'too many blocks one in another' if depth > MAX_DEPTH
      directives = []
      groups = []
      loop do
        words, ending = statement
        return assemble(directives, groups) if ending == (depth > 0 ? '}' : nil)
        raise Unreadable, 'a brace too many or too few' if ending.nil? || ending == '}'
        name = words.shift
        ending == '{' ? groups << group(name, words, depth) : directives << [name, words.empty? ? '' : words]
      end
    end

    def group(name, words, depth)
      body = block(depth + 1)
      [name, words.empty? ? body : { '_' => words }.merge(body)]
    end

    def assemble(directives, groups)
      found = {}
      (directives + groups).each { |name, value| found[name] = (found[name] || []) + [value] }
      found
    end

    # The words of a directive, and what ends it: `;`, `{`, `}`, or nil at the end of the text.
    def statement
      words = []
      loop do
        skip_blank
        sign = @rest[0]
        if sign.nil? || sign == '}'
          raise Unreadable, "a directive without an end: #{words.join(' ')}" unless words.empty?
        end
        return [words, sign] if sign.nil?
        if sign == ';' || sign == '{' || sign == '}'
          raise Unreadable, "unexpected #{sign}" if words.empty? && sign != '}'
          @rest = @rest[1..-1]
          return [words, sign]
        end
        words << word(sign)
      end
    end

    def skip_blank
      loop do
        blank = BLANK.match(@rest)
        @rest = @rest[blank[0].length..-1] if blank
        return unless @rest.empty? && !@lines.empty?
        @rest = @lines.shift
      end
    end

    def word(sign)
      return quoted(QUOTED[sign]) if QUOTED.key?(sign)
      found = WORD.match(@rest)
      raise Unreadable, 'a backslash at the end' if found.nil?
      @rest = @rest[found[0].length..-1]
      found[0]
    end

    # It may go over many lines. Backslashes are kept, as InSpec keeps them.
    def quoted(pattern)
      found = pattern.match(@rest)
      until found
        raise Unreadable, 'a quote without an end' if @lines.empty? || @rest.length > MAX_LENGTH
        @rest += @lines.shift
        found = pattern.match(@rest)
      end
      @rest = @rest[found[0].length..-1]
      raise Unreadable, "unexpected text after #{found[0]}" unless @rest.empty? || @rest =~ AFTER_QUOTED
      found[1]
    end
  end
end
