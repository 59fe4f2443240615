# What `inspec` is inside of resources and controls: every resource by its name, and the target below them.
module Cincture
  class Backend
    VERSION = '7.1.16'

    # The one of this scan; the classes themselves are frozen.
    CURRENT = {}

    def self.current
      CURRENT[:it] ||= new
    end

    def backend
      Connection.current
    end

    # The version of InSpec whose behaviour this is; profiles compare with it.
    def version
      VERSION
    end

    def local_transport?
      false
    end

    def to_s
      'Inspec::Backend::Class'
    end

    alias inspect to_s

    def method_missing(name, *arguments, **options, &block)
      Resource.build(name, *arguments, **options, &block)
    end

    def respond_to_missing?(name, _all = false)
      Resource.registry.key?(name.to_s)
    end
  end

  # The target itself, in the form of a train connection.
  class Connection
    CommandResult = Struct.new(:stdout, :stderr, :exit_status)

    CURRENT = {}

    def self.current
      CURRENT[:it] ||= new
    end

    def run_command(command, _options = {})
      stdout, stderr, status = Host.run(command.to_s)
      CommandResult.new(stdout, stderr, status)
    end

    def file(path)
      TargetFile.new(path)
    end

    def platform
      Platform.current
    end

    alias os platform
  end

  # Words for the target's shell.
  module Shell
    SAFE = /\A[A-Za-z0-9_\-.,:+\/@]+\z/

    # As Shellwords.escape would, so that commands are the same as InSpec's where they are shown.
    def self.escape(word)
      word = word.to_s
      return "''" if word.empty?
      return word if word.valid_encoding? && word =~ SAFE
      word.split('').map { |c|
        if c == "\n"
          "'\n'"
        elsif c.bytesize > 1 || c =~ /[A-Za-z0-9_\-.,:+\/@]/
          c
        else
          '\\' + c
        end
      }.join
    end
  end
end
