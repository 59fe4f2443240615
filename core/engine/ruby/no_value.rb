# What an input without a value is: an object that answers everything with itself, so that a describe of it, or of anything
# made from it, is skipped and says why. As in InSpec, except that no matcher can be held against it: that would pass.
module Cincture
  class NoValue
    # Raises for a matcher that would compare with one.
    def self.refuse(matcher)
      return unless matcher.respond_to?(:expected)

      expected = matcher.expected
      missing = expected.is_a?(Array) ? expected.find { |value| NoValue === value } : expected
      raise ArgumentError, missing.to_s if NoValue === missing
    end

    def initialize(name)
      @name = name
    end

    def to_s
      "Input '#{@name}' does not have a value. Skipping test."
    end

    def inspect
      "#<Inspec::Input::NO_VALUE_SET @name=#{@name.inspect}>"
    end

    # No text, list or block, although it answers to everything: Ruby would ask it for one.
    def respond_to_missing?(name, _all = false)
      !ResourceLookup::IMPLICIT.include?(name)
    end

    def method_missing(name, *_arguments, **_options)
      return super if ResourceLookup::IMPLICIT.include?(name)

      self
    end
  end
end

module Inspec
  class Input
    NO_VALUE_SET = Cincture::NoValue
  end
end
