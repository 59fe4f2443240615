# The namespace of the engine, its errors, and what a profile may expect of Ruby's kernel.
module Cincture
  # This module, by a name that nothing outside of it can take: a profile may give the constant Cincture another value.
  ENGINE = self

  # Something that InSpec can do and this engine cannot: the control is an error, and the scan is incomplete.
  class Gap < StandardError
    def initialize(message = 'a gap of the engine')
      super
      Host.gap(message)
    end
  end

  # The target did not answer a question. Whatever the profile does with the exception, something was not checked.
  class TargetError < StandardError
    def initialize(message = 'the target did not answer')
      super
      Host.gap(message)
    end
  end

  # This kind of target can never answer such a question (a command in a root file system).
  class TargetUnsupported < TargetError; end

  # The profile asked for something that no profile may do. Whatever it does with the exception, its control counts as
  # not checked.
  class Forbidden < StandardError
    def initialize(message = 'forbidden')
      super
      Host.gap(message)
    end
  end

  # RSpec's ExpectationNotMetError: not a StandardError, so that a bare rescue in a profile does not swallow it.
  class ExpectationNotMet < Exception; end

  # Raised by `skip` inside of an example.
  class ExampleSkipped < Exception; end

  # Libraries that exist as part of the engine, so that `require` has nothing to do.
  PROVIDED = %w[
    set json yaml time date shellwords pathname ostruct inspec rspec hashie rubygems rexml forwardable singleton English uri
    train
  ].freeze

  # Where the profile's code that is running now stands: [file, line].
  def self.location
    caller(1).each do |frame|
      file, line = frame.split(':')
      return [file, line.to_i] unless file.nil? || file.start_with?('cincture/') || line.nil?
    end
    [nil, nil]
  end

  # Text without the indentation that all its lines share, as InSpec stores descriptions.
  def self.unindent(text)
    return '' if text.nil?

    text = text.to_s
    widths = text.split("\n").reject { |line| line.strip.empty? }.map { |line| line.length - line.lstrip.length }
    width = widths.min || 0
    text.split("\n", -1).map { |line| strip_indent(line, width) }.join("\n").strip
  end

  def self.strip_indent(line, width)
    indent = line.length - line.lstrip.length
    line[[width, indent].min..]
  end

  # Is this exception (most likely) the engine's fault, not the profile's?
  def self.gap?(error)
    case error
    when Gap then true
    when NotImplementedError, RegexpError, SyntaxError, LoadError, SystemStackError, NoMemoryError then true
    when NoMethodError then !error.message.end_with?('for NilClass', 'for TrueClass', 'for FalseClass')
    when NameError then true
    else false
    end
  end

  # Notes and describes an exception that ends a file. One whose own methods raise is not asked twice.
  def self.tell(error)
    note(error)
    "#{error.class}: #{error.message} (#{(error.backtrace || []).first})"
  rescue Exception
    'an exception that cannot be described'
  end

  # Notes a gap for an exception that ends a control or an example.
  def self.note(error)
    return if error.is_a?(Gap) || !gap?(error)

    Host.gap("#{error.class}: #{error.message}")
  end
end

class NoMemoryError < Exception; end unless Object.const_defined?(:NoMemoryError)

module Kernel
  def require(name)
    return true if Cincture::PROVIDED.any? { |known| name == known || name.start_with?("#{known}/") }

    raise Cincture::Gap, "require '#{name}': this library is not there" unless Cincture::Host.file("libraries/#{name}.rb")

    Cincture::Runner.load_library("libraries/#{name}.rb")
  end

  def require_relative(name)
    require(name.split('/').last.sub(/\.rb\z/, ''))
  end

  def load(name, *)
    raise Cincture::Forbidden, "load '#{name}': a profile may not load files"
  end

  def exit(*)
    raise Cincture::Forbidden, 'exit: a profile may not end the scan'
  end
  alias exit! exit
  alias abort exit

  def at_exit(*)
    raise Cincture::Forbidden, 'at_exit: a profile may not act after the scan'
  end

  def system(*)
    raise Cincture::Forbidden, 'system: a profile may not start programs where the scanner runs; use command()'
  end
  alias exec system
  alias spawn system
  alias fork system
  alias ` system

  def warn(*messages)
    messages.flatten.each { |message| Cincture::Host.warning(message.to_s) }
    nil
  end

  def puts(*messages)
    warn(*messages)
  end

  def print(*messages)
    warn(messages.join)
  end

  def p(*values)
    warn(*values.map(&:inspect))
    values.size <= 1 ? values.first : values
  end

  def sleep(seconds = 0)
    seconds.to_i
  end
end
