# Paths as text. A profile has no file of the scanning machine: what needs one is forbidden, and makes the scan incomplete.
module Cincture
  # What File and Pathname share; the rules of POSIX, as Ruby has them.
  module Path
    class << self
      def join(*parts)
        parts.flatten.map(&:to_s).inject do |path, part|
          "#{path.sub(%r{/+\z}, '')}/#{part.sub(%r{\A/+}, '')}"
        end.to_s
      end

      def basename(path, suffix = '')
        path = path.to_s
        return '/' if path.match?(%r{\A/+\z})

        base = path.sub(%r{/+\z}, '').split('/').last.to_s
        return base.sub(/(.)\.[^.]*\z/, '\1') if suffix == '.*'

        base.end_with?(suffix) && base != suffix ? base[0, base.length - suffix.length] : base
      end

      def dirname(path)
        path = path.to_s.sub(%r{(.)/+\z}, '\1')
        return '.' unless path.include?('/')

        found = path.sub(%r{/+[^/]*\z}, '')
        found.empty? ? '/' : found
      end

      def extname(path)
        base = basename(path)
        at = base.rindex('.')
        at.nil? || at.zero? || at == base.length - 1 ? '' : base[at..]
      end

      # An absolute path without `.`, `..` and doubled slashes. There is no current folder to start from.
      def expand(path, from = nil)
        path = path.to_s
        path = join(expand(from), path) unless from.nil? || path.start_with?('/')
        raise Forbidden, "'#{path}' has no absolute path: a profile has no folder of this machine" unless path.start_with?('/')

        "/#{clean(path.split('/')).join('/')}"
      end

      def clean(parts)
        parts.each_with_object([]) do |part, kept|
          next if part.empty? || part == '.'

          part == '..' ? kept.pop : kept << part
        end
      end
    end
  end

  # Every word that is not allowed to a profile.
  module Closed
    def self.refuse(what)
      raise Forbidden, "#{what}: a profile has nothing of the machine that the scanner runs on; ask the target by file() or command()"
    end
  end
end

class IO
  class << self
    def method_missing(name, *_args)
      Cincture::Closed.refuse("#{self}.#{name}")
    end

    def respond_to_missing?(_name, _all = false)
      false
    end

    %i[new open read write popen readlines].each do |name|
      define_method(name) { |*_args, **_options| Cincture::Closed.refuse("#{self}.#{name}") }
    end
  end
end

class File < IO
  SEPARATOR = '/'
  Separator = '/'
  ALT_SEPARATOR = nil
  PATH_SEPARATOR = ':'
  FNM_PATHNAME = 2
  FNM_DOTMATCH = 4
  FNM_EXTGLOB = 16

  class << self
    def join(*parts)
      Cincture::Path.join(*parts)
    end

    def basename(path, suffix = '')
      Cincture::Path.basename(path, suffix)
    end

    def dirname(path)
      Cincture::Path.dirname(path)
    end

    def extname(path)
      Cincture::Path.extname(path)
    end

    def split(path)
      [dirname(path), basename(path)]
    end

    def expand_path(path, from = nil)
      Cincture::Path.expand(path, from)
    end

    def absolute_path(path, from = nil)
      Cincture::Path.expand(path, from)
    end

    def absolute_path?(path)
      path.to_s.start_with?('/')
    end

    %i[exist? file? directory? stat size delete].each do |name|
      define_method(name) { |*_args, **_options| Cincture::Closed.refuse("#{self}.#{name}") }
    end
  end
end

%i[Dir Process FileUtils Tempfile Socket TCPSocket UDPSocket UNIXSocket Open3 Etc Thread Signal FileTest].each do |name|
  closed = Class.new do
    define_singleton_method(:method_missing) { |word, *_args| Cincture::Closed.refuse("#{name}.#{word}") }
    define_singleton_method(:new) { |*_args| Cincture::Closed.refuse("#{name}.new") }
    define_singleton_method(:[]) { |*_args| Cincture::Closed.refuse("#{name}[]") }
  end
  Object.const_set(name, closed) unless Object.const_defined?(name)
end

# The environment of the scanning machine is nobody's business; what a profile wants to be told are inputs.
environment = Object.new
%i[[] fetch []= key? has_key? include? to_h to_hash to_a each map keys values select dig delete inspect to_s slice].each do |name|
  environment.define_singleton_method(name) do |*args|
    raise Cincture::Forbidden, "ENV#{args.empty? ? '' : "[#{args.first}]"}: a profile sees no environment; use input()"
  end
end
ENV = environment

module Kernel
  def open(*_args)
    Cincture::Closed.refuse('open')
  end
  alias gets open
  alias readline open
  alias readlines open
  alias syscall open
  alias select open
  alias test open
  alias trap open
  alias autoload open

  def __dir__
    'controls'
  end
end

class Module
  def autoload(*_args)
    Cincture::Closed.refuse('autoload')
  end
end
