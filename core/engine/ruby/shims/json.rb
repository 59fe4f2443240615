# JSON, by the engine's own parser and printer.
module JSON
  class JSONError < StandardError; end
  class ParserError < JSONError; end
  class GeneratorError < JSONError; end

  class << self
    def parse(text, options = {})
      raise TypeError, "no implicit conversion of #{text.nil? ? 'nil' : text.class} into String" unless text.respond_to?(:to_str) || text.is_a?(String)

      value = Cincture::Host.json_parse(text)
      options[:symbolize_names] ? Cincture::Data.symbolize(value) : value
    rescue ArgumentError => e
      raise ParserError, e.message
    end
    alias parse! parse

    def load(text, _proc = nil, options = {})
      text.nil? || text.empty? ? nil : parse(text, options)
    end

    def generate(value, _options = nil)
      Cincture::Host.json(Cincture::Data.plain(value))
    end
    alias dump generate

    def pretty_generate(value, _options = nil)
      pretty(Cincture::Data.plain(value), '')
    end

    private

    def pretty(value, indent)
      inner = "#{indent}  "
      case value
      when Hash then block('{', value.map { |k, v| "#{inner}#{generate(k)}: #{pretty(v, inner)}" }, "#{indent}}")
      when Array then block('[', value.map { |v| "#{inner}#{pretty(v, inner)}" }, "#{indent}]")
      else generate(value)
      end
    end

    def block(open, lines, close)
      lines.empty? ? "#{open}#{close.strip}" : "#{open}\n#{lines.join(",\n")}\n#{close}"
    end
  end
end

# The same for YAML. There are no Ruby objects in it, whichever function reads it.
module Psych
  class Exception < ::StandardError; end
  class SyntaxError < Exception; end
  class DisallowedClass < Exception; end

  class << self
    def load(text, symbolize_names: false, **_options)
      value = Cincture::Host.yaml_parse(first_document(text))
      symbolize_names ? Cincture::Data.symbolize(value) : value
    rescue ArgumentError => e
      raise SyntaxError, e.message
    end
    alias safe_load load
    alias unsafe_load load

    def load_file(path, *)
      Cincture::Closed.refuse("YAML.load_file(#{path.inspect})")
    end
    alias safe_load_file load_file

    # JSON is YAML.
    def dump(value, *)
      "--- #{JSON.generate(value)}\n"
    end

    private

    # Of several documents Ruby reads the first. Nothing else can have `---` at the beginning of a line.
    def first_document(text)
      return text unless text.include?("\n---") && text.is_a?(String)

      lines = text.lines
      start = lines.index { |line| !line.strip.empty? && !line.start_with?('#', '%') } || 0
      rest = lines[(start + 1)..].index { |line| line.match?(/\A---(\s|\z)/) }
      rest.nil? ? text : lines[0..(start + rest)].join
    end
  end
end
YAML = Psych

module Cincture
  # Values on their way to and from text.
  module Data
    # The VM has room for about four hundred calls one in another.
    MAX_DEPTH = 50

    class << self
      def symbolize(value)
        case value
        when Hash then value.map { |k, v| [k.to_sym, symbolize(v)] }.to_h
        when Array then value.map { |v| symbolize(v) }
        else value
        end
      end

      # What JSON has words for: keys become text, objects their `to_h` or `to_s`.
      def plain(value, depth = 0)
        raise JSON::GeneratorError, "nesting of #{depth} is too deep" if depth > MAX_DEPTH

        case value
        when Hash then value.map { |k, v| [k.to_s, plain(v, depth + 1)] }.to_h
        when Array, Set, Struct then value.to_a.map { |v| plain(v, depth + 1) }
        when Float then finite(value)
        when String, Integer, true, false, nil then value
        else value.to_s
        end
      end

      private

      def finite(number)
        raise JSON::GeneratorError, "#{number} not allowed in JSON" if number.nan? || number.infinite?

        number
      end
    end
  end
end

class Object
  def to_json(*)
    JSON.generate(self)
  end

  def to_yaml(*)
    YAML.dump(self)
  end
end
