# How values look in code_desc and in messages: as Ruby 3.1 and RSpec 3 print them.
# The VM's own inspect differs (hashes, control characters, slashes in regular expressions), so it is not used on its own.
module Cincture
  # Something the engine lacks: the control becomes an error that names it.
  class Gap < StandardError; end unless const_defined?(:Gap)
  # A question that the target could not answer.
  class TargetError < StandardError; end unless const_defined?(:TargetError)

  module Text
    # RSpec cuts a value's text from here on, in the middle.
    LIMIT = 200
    # Deeper values than this are not followed: a profile can nest without end.
    DEPTH = 64

    # `inspect` of Ruby 3.1.
    def self.inspect(value, depth = 0)
      return '...' if depth > DEPTH
      case value
      when String then string(value)
      when Symbol, Float, Integer, nil, true, false then value.inspect
      when Regexp then regexp(value)
      when Array then '[' + value.map { |v| inspect(v, depth + 1) }.join(', ') + ']'
      when Hash then hash(value, depth)
      when Range then inspect(value.begin, depth + 1) + (value.exclude_end? ? '...' : '..') + inspect(value.end, depth + 1)
      when Struct then struct(value, depth)
      else value.inspect
      end
    end

    # What interpolation prints: text as it is, other values as Ruby 3.1's to_s.
    def self.shown(value)
      case value
      when Array, Hash, Range, Struct, Regexp then inspect(value)
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
      texts = (items.is_a?(Array) ? items : [items]).map { |v| format(v) }
      case texts.length
      when 0 then ''
      when 1 then ' ' + texts[0]
      when 2 then ' ' + texts[0] + ' and ' + texts[1]
      else ' ' + texts[0..-2].join(', ') + ', and ' + texts[-1]
      end
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
    def self.prepare(value, depth = 0)
      return Verbatim.new('...') if depth > DEPTH
      case value
      when Array then value.map { |v| prepare(v, depth + 1) }
      when Hash then prepare_hash(value, depth)
      when String, Symbol, Numeric, Regexp, nil, true, false then value
      when Time then Verbatim.new(value.strftime('%Y-%m-%d %H:%M:%S.') + ('%09d' % value.nsec) + ' ' + value.strftime('%z'))
      when Matchers::Base then Verbatim.new(value.description)
      when Resource then Verbatim.new(value.to_s)
      else value
      end
    end

    def self.prepare_hash(value, depth)
      pairs = value.to_a
      pairs = pairs.sort_by { |k, _| k.to_s } if value.keys.all? { |k| k.is_a?(String) || k.is_a?(Symbol) }
      sorted = {}
      pairs.each { |k, v| sorted[prepare(k, depth + 1)] = prepare(v, depth + 1) }
      sorted
    end

    def self.string(value)
      text = value.inspect
      return text unless text.include?('\x') && text.valid_encoding?
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

    def self.hash(value, depth)
      '{' + value.map { |k, v| inspect(k, depth + 1) + '=>' + inspect(v, depth + 1) }.join(', ') + '}'
    end

    def self.struct(value, depth)
      name = value.class.name
      fields = value.members.map { |m| m.to_s + '=' + inspect(value[m], depth + 1) }.join(', ')
      '#<struct ' + (name ? name + ' ' : '') + fields + '>'
    end
  end
end
