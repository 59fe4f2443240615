# How values look in code_desc and in messages: as Ruby 3.1 and RSpec 3 print them.
# The VM's own inspect differs (hashes, control characters, slashes in regular expressions), so it is not used on its own.
class String
  # The VM has one encoding only: bytes that may or may not be UTF-8.
  def valid_encoding?
    scrub == self
  end

  def force_encoding(_name)
    self
  end
end

# Profiles put arrays and hashes into texts: in the form of Ruby 3.1, like all else.
[Array, Hash].each do |collection|
  collection.class_eval do
    def inspect
      Cincture::Text.inspect(self)
    end

    alias_method :to_s, :inspect
  end
end

module Cincture
  module Text
    # RSpec cuts a value's text from here on, in the middle.
    LIMIT = 200
    # Longer ranges are not written out.
    MAX_ELEMENTS = 100_000
    # Deeper values than this are not followed: a profile can nest without end.
    DEPTH = 64

    # `inspect` of Ruby 3.1. `around` are the arrays and hashes that `value` stands in.
    def self.inspect(value, around = [])
      case value
      when String then string(value)
      when Symbol, Float, Integer, nil, true, false then value.inspect
      when Regexp then regexp(value)
      when Array then again(value, around) || array(value, around + [value])
      when Hashie::Mash then again(value, around) || mash(value, around + [value])
      when Hash then again(value, around) || mapping(value, around + [value])
      when Range then inspect(value.begin, around) + (value.exclude_end? ? '...' : '..') + inspect(value.end, around)
      when Struct then again(value, around) || struct(value, around + [value])
      else value.inspect
      end
    end

    # What stands for a value inside of itself, or for one that is too deep.
    def self.again(value, around)
      return nil unless around.length > DEPTH || around.any? { |outer| outer.equal?(value) }
      value.is_a?(Hash) ? '{...}' : '[...]'
    end

    # What interpolation prints: text as it is, other values as Ruby 3.1's to_s.
    def self.shown(value)
      case value
      when Range, Struct then inspect(value)
      else value.to_s
      end
    end

    # As RSpec shows a value: resources by their name, matchers by their description, hashes sorted, at most LIMIT characters.
    def self.format(value)
      return cut_string(value) if value.is_a?(String) && value.length > LIMIT
      text = inspect(prepare(value))
      return text if text.length < LIMIT
      text[0..(LIMIT / 2)] + '...' + text[-(LIMIT / 2)..-1]
    end

    # A list in a sentence: " 1, 2, and 3".
    def self.list(items)
      return ' ' + format(items) if !items || items.is_a?(Hash) || items.is_a?(Struct)
      texts = elements(items).map { |v| format(v) }
      case texts.length
      when 0 then ''
      when 1 then ' ' + texts[0]
      when 2 then ' ' + texts[0] + ' and ' + texts[1]
      else ' ' + texts[0..-2].join(', ') + ', and ' + texts[-1]
      end
    end

    # A range is shown by its elements, as RSpec does, unless there are very many.
    def self.elements(items)
      return items if items.is_a?(Array)
      short = items.is_a?(Range) && items.begin.is_a?(Integer) && items.end.is_a?(Integer) && items.size <= MAX_ELEMENTS
      short ? items.to_a : [items]
    end

    def self.words(name)
      name.to_s.tr('_', ' ')
    end

    # RSpec puts blanks round the arrows of hashes in some of its messages.
    def self.spaced(text)
      return text unless text.include?('=>') && text.valid_encoding?
      text.gsub(/(\S)=>(\S)/) { |m| m[0] + ' => ' + m[-1] }
    end

    # What stands for itself in `inspect`.
    class Verbatim
      attr_reader :inspect

      def initialize(text)
        @inspect = text
      end

      alias to_s inspect
    end

    # The value with everything replaced that RSpec shows in its own way.
    def self.prepare(value, around = [])
      case value
      when Array, Hash
        text = again(value, around)
        return Verbatim.new(text) if text
        value.is_a?(Hash) ? prepare_hash(value, around + [value]) : value.map { |v| prepare(v, around + [value]) }
      when String, Symbol, Numeric, Regexp, nil, true, false then value
      when Time then Verbatim.new(value.strftime('%Y-%m-%d %H:%M:%S.') + ('%09d' % value.nsec) + ' ' + value.strftime('%z'))
      when Matchers::Base then Verbatim.new(value.description)
      when Resource then Verbatim.new(value.to_s)
      else value
      end
    end

    def self.prepare_hash(value, around)
      pairs = value.to_a
      pairs = pairs.sort_by { |k, _| k.to_s } if value.keys.all? { |k| k.is_a?(String) || k.is_a?(Symbol) }
      sorted = {}
      pairs.each { |k, v| sorted[prepare(k, around)] = prepare(v, around) }
      sorted
    end

    def self.string(value)
      text = value.inspect
      return text unless text.include?('\x')
      text.gsub(/\\\\|\\x[0-7][0-9A-F]/) { |m| m == '\\\\' ? m : '\\u00' + m[2, 2] }
    end

    # The ends only: a file's content can be long, and what is between is cut anyway.
    def self.cut_string(value)
      string(value[0, LIMIT])[0..(LIMIT / 2)] + '...' + string(value[-LIMIT, LIMIT])[-(LIMIT / 2)..-1]
    end

    def self.regexp(value)
      text = value.inspect
      return text unless text.count('/') > 2
      last = text.rindex('/')
      body = text[1...last].gsub(/\\.|\//) { |m| m == '/' ? '\\/' : m }
      '/' + body + text[last..-1]
    end

    def self.array(value, around)
      '[' + value.map { |v| inspect(v, around) }.join(', ') + ']'
    end

    def self.mapping(value, around)
      '{' + value.map { |k, v| inspect(k, around) + '=>' + inspect(v, around) }.join(', ') + '}'
    end

    def self.mash(value, around)
      fields = value.keys.sort.map { |k| ' ' + k + '=' + inspect(value[k], around) }
      '#<Hashie::Mash' + fields.join + '>'
    end

    def self.struct(value, around)
      name = value.class.name
      fields = value.members.map { |m| m.to_s + '=' + inspect(value[m], around) }.join(', ')
      '#<struct ' + (name ? name + ' ' : '') + fields + '>'
    end
  end
end
