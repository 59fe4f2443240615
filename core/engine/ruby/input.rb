# Inputs (attributes): values from outside, from inspec.yml, and inline defaults, in this order.
module Cincture
  # Stands for "no value was given".
  NO_VALUE = Object.new

  # One declared input.
  class Input
    TYPES = %w[String Numeric Regexp Array Hash Boolean Any].freeze

    attr_reader :name, :options

    def initialize(name)
      @name = name
      @options = {}
      @given = NO_VALUE
      @declared = NO_VALUE
      @inline = NO_VALUE
    end

    # A value from the command line or a file: over everything else.
    def give(value)
      @given = value
    end

    # A declaration of inspec.yml (string keys).
    def declare(data)
      @declared = data.fetch('value', data.fetch('default', NO_VALUE))
      %w[type required title description sensitive pattern].each { |k| @options[k] = data[k] if data.key?(k) }
    end

    # A declaration in the profile's code. The last one with a value wins, as in InSpec.
    def inline(data)
      value = data.fetch(:value, data.fetch(:default, NO_VALUE))
      @inline = value unless value.equal?(NO_VALUE)
      %i[type required title description sensitive pattern].each { |k| @options[k.to_s] = data[k] if data.key?(k) }
    end

    def value?
      !current.equal?(NO_VALUE)
    end

    def value
      found = current
      raise ArgumentError, "Input '#{@name}' does not have a value." if found.equal?(NO_VALUE)

      check_type(found)
      check_pattern(found)
      found
    end

    def to_s
      "Input #{@name}"
    end

    # InSpec's `attributes` entry.
    def report
      entry = @options.reject { |_, v| v.nil? }
      entry['value'] = @options['sensitive'] ? '***' : current if value?
      { 'name' => @name, 'options' => entry }
    end

    private

    def current
      [@given, @inline, @declared].find { |v| !v.equal?(NO_VALUE) } || NO_VALUE.then { |none| falsy_value(none) }
    end

    # `find` cannot tell a false or nil value from nothing found.
    def falsy_value(none)
      [@given, @inline, @declared].each { |v| return v unless v.equal?(none) }
      none
    end

    def check_type(value)
      type = @options['type']
      return if type.nil? || matches_type?(type.to_s.downcase, value)

      raise ArgumentError, "Input '#{@name}' with value '#{value}' does not validate to type '#{type}'."
    end

    def matches_type?(type, value)
      case type
      when 'any', '' then true
      when 'string' then value.is_a?(String)
      when 'numeric' then value.is_a?(Numeric) || value.to_s.match?(/\A-?\d+(\.\d+)?\z/)
      when 'boolean' then [true, false, 'true', 'false'].include?(value)
      when 'array' then value.is_a?(Array)
      when 'hash' then value.is_a?(Hash)
      when 'regexp' then value.is_a?(Regexp) || value.is_a?(String)
      else raise ArgumentError, "Type '#{type}' is not a valid input type."
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
