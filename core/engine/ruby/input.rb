# Inputs (attributes): values from outside, from inspec.yml, and from the profile's code; the higher priority wins.
module Cincture
  # A Hash whose keys may be asked for as text or as symbols: what an input of that kind is.
  class IndifferentHash < Hash
    def self.of(hash)
      hash.each_with_object(new) { |(key, value), copy| copy[key] = value }
    end

    def [](key)
      super(plain(key))
    end

    def []=(key, value)
      super(plain(key), value)
    end

    def key?(key)
      super(plain(key))
    end
    alias has_key? key?
    alias include? key?
    alias member? key?

    def fetch(key, *default, &block)
      super(plain(key), *default, &block)
    end

    def dig(key, *rest)
      value = self[key]
      rest.empty? || value.nil? ? value : value.dig(*rest)
    end

    def delete(key)
      super(plain(key))
    end

    def values_at(*keys)
      keys.map { |key| self[key] }
    end

    private

    def plain(key)
      key.is_a?(Symbol) ? key.to_s : key
    end
  end

  # One declared input.
  class Input
    TYPES = %w[String Numeric Regexp Array Hash Boolean Any].freeze
    ABBREVIATED = { 'Num' => 'Numeric', 'Regex' => 'Regexp' }.freeze
    DETAILS = %w[type required title description sensitive pattern].freeze

    # InSpec's, by where a value comes from.
    INLINE = 20
    DECLARED = 30
    GIVEN = 50

    attr_reader :name, :options

    def initialize(name)
      @name = name
      @options = {}
      @values = []
      @hidden = 0
    end

    # A value from the command line or a file: over everything else.
    def give(value)
      set(value, GIVEN)
      hide
    end

    # A declaration of inspec.yml (string keys).
    def declare(data)
      details(data)
      key = %w[value default].find { |name| data.key?(name) }
      set(data[key], data['priority'] || DECLARED) if key
      hide
    end

    # A declaration in the profile's code.
    def inline(data)
      details(data.map { |key, value| [key.to_s, value] }.to_h)
      key = %i[value default].find { |name| data.key?(name) }
      set(data[key], data[:priority] || INLINE) if key
      hide
    end

    def value?
      !@values.empty?
    end
    alias has_value? value?

    # Of equal priority the last; what answers everything with itself if there is none.
    def value
      raise ArgumentError, "Input '#{@name}' is required and does not have a value." if @options['required'] && !value?

      value? ? found : missing
    end

    def to_s
      "Input #{@name} with value #{@options['sensitive'] ? '*** (senstive)' : value}"
    end

    # InSpec's `attributes` entry.
    def report
      entry = @options.reject { |_, v| v.nil? }
      entry['value'] = @options['sensitive'] ? '***' : best if value?
      { 'name' => @name, 'options' => entry }
    end

    private

    def details(data)
      DETAILS.each { |key| @options[key] = data[key] unless data[key].nil? }
    end

    # Values of a sensitive input are taken out of all texts, where the texts are put together; each is told there once.
    def hide
      return unless @options['sensitive']

      (@values[@hidden..-1] || []).each { |_, value| hide_value(value) }
      @hidden = @values.size
    end

    def hide_value(value)
      case value
      when Hash then value.values.each { |part| hide_value(part) }
      when Array then value.each { |part| hide_value(part) }
      when String, Symbol, Numeric then Host.sensitive(@name, value.to_s)
      end
    end

    def set(value, priority)
      @values << [priority, value.instance_of?(Hash) ? IndifferentHash.of(value) : value]
    end

    def best
      highest = @values.map(&:first).max
      @values.select { |priority, _| priority == highest }.last.last
    end

    def found
      value = best
      check_type(value)
      check_pattern(value)
      value
    end

    def missing
      unless @told
        @told = true
        Host.warning("input '#{@name}' does not have a value: give one by --input or --input-file")
      end
      NoValue.new(@name)
    end

    def type
      wanted = @options['type'].to_s.capitalize
      wanted = ABBREVIATED.fetch(wanted, wanted)
      raise ArgumentError, "Type '#{wanted}' is not a valid input type." unless TYPES.include?(wanted)

      wanted
    end

    def check_type(value)
      return if @options['type'].nil? || fits?(type, value)

      raise ArgumentError, "Input '#{@name}' with value '#{value}' does not validate to type '#{type}'."
    end

    def fits?(type, value)
      case type
      when 'Any' then true
      when 'String' then value.is_a?(String)
      when 'Numeric' then value.is_a?(Numeric) || value.to_s.match?(/\A-?\d+(\.\d+)?\z/)
      when 'Boolean' then [true, false].include?(value)
      when 'Array' then value.is_a?(Array)
      when 'Hash' then value.is_a?(Hash)
      else value.is_a?(Regexp) || value.is_a?(String)
      end
    end

    def check_pattern(value)
      pattern = @options['pattern']
      return if pattern.nil? || Regexp.new(pattern.to_s).match?(value.to_s)

      raise ArgumentError, "Input '#{@name}' with value '#{value}' does not validate to pattern '#{pattern}'."
    end
  end

  # All inputs of the profile.
  class Inputs
    def initialize(given, metadata)
      @inputs = {}
      (metadata['inputs'] || metadata['attributes'] || []).each { |data| get(data['name']).declare(data) }
      given.each { |name, value| get(name).give(value) }
    end

    def get(name)
      @inputs[name.to_s] ||= Input.new(name.to_s)
    end

    # The `input(...)` call of a profile.
    def call(name, options)
      input = get(name)
      input.inline(options) unless options.empty?
      input.value
    end

    def report
      @inputs.values.map(&:report)
    end
  end

  # `input` and its older name, wherever the DSL has them.
  module InputMethods
    def input(name, options = {})
      Runner.inputs.call(name, options)
    end

    def attribute(name, options = {})
      input(name, options)
    end

    def input_object(name)
      Runner.inputs.get(name)
    end
  end
end
