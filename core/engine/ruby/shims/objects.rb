# Small classes of Ruby's library that profiles use as containers.
class OpenStruct
  def initialize(values = nil)
    @table = {}
    (values || {}).each { |name, value| @table[name.to_sym] = value }
  end

  def [](name)
    @table[name.to_sym]
  end

  def []=(name, value)
    @table[name.to_sym] = value
  end

  def to_h
    @table.dup
  end

  def each_pair(&block)
    @table.each(&block)
    self
  end

  def dig(name, *rest)
    value = self[name]
    rest.empty? || value.nil? ? value : value.dig(*rest)
  end

  def delete_field(name)
    @table.delete(name.to_sym)
  end

  def ==(other)
    other.is_a?(OpenStruct) && other.to_h == @table
  end

  def inspect
    "#<OpenStruct#{@table.map { |name, value| " #{name}=#{value.inspect}" }.join(',')}>"
  end
  alias to_s inspect

  def respond_to_missing?(name, all = false)
    @table.key?(name.to_s.chomp('=').to_sym) || super
  end

  def method_missing(name, *args)
    text = name.to_s
    return self[text.chomp('=')] = args.first if text.end_with?('=') && args.size == 1

    args.empty? ? @table[name] : super
  end
end

# Hashie::Mash: a Hash whose keys are text, and methods as well.
module Hashie
  class Mash < Hash
    def initialize(values = nil)
      super()
      (values || {}).each { |name, value| self[name] = value }
    end

    def []=(name, value)
      super(name.to_s, convert(value))
    end
    alias store []=

    def [](name)
      super(name.to_s)
    end

    def key?(name)
      super(name.to_s)
    end
    alias has_key? key?
    alias include? key?

    def fetch(name, *default, &block)
      super(name.to_s, *default, &block)
    end

    def dig(name, *rest)
      value = self[name]
      rest.empty? || value.nil? ? value : value.dig(*rest)
    end

    def delete(name)
      super(name.to_s)
    end

    def respond_to_missing?(name, all = false)
      key?(name.to_s.sub(/[=?]\z/, '')) || super
    end

    def method_missing(name, *args)
      text = name.to_s
      return self[text.chomp('=')] = args.first if text.end_with?('=')
      return !!self[text.chomp('?')] if text.end_with?('?')

      self[text]
    end

    def inspect
      fields = keys.sort.map { |name| ' ' + name + '=' + shown(self[name]) }
      '#<Hashie::Mash' + fields.join + '>'
    end

    alias to_s inspect

    private

    def shown(value)
      case value
      when Mash then value.inspect
      when Array then '#<Hashie::Array [' + value.map { |item| shown(item) }.join(', ') + ']>'
      else Cincture::Text.inspect(value)
      end
    end

    def convert(value)
      case value
      when Mash then value
      when Hash then Mash.new(value)
      when Array then value.map { |item| convert(item) }
      else value
      end
    end
  end
end

# A path as an object; text only, nothing is looked up.
class Pathname
  include Comparable

  def initialize(path)
    @path = path.to_s
  end

  def to_s
    @path
  end
  alias to_path to_s
  alias to_str to_s

  def inspect
    "#<Pathname:#{@path}>"
  end

  def <=>(other)
    other.is_a?(Pathname) ? @path <=> other.to_s : nil
  end

  def hash
    @path.hash
  end

  def eql?(other)
    other.is_a?(Pathname) && other.to_s == @path
  end

  def +(other)
    other = other.to_s
    Pathname.new(other.start_with?('/') ? other : Pathname.new("#{@path}/#{other}").cleanpath)
  end
  alias / +

  def join(*parts)
    parts.inject(self) { |path, part| path + part }
  end

  def basename(suffix = '')
    Pathname.new(Cincture::Path.basename(@path, suffix))
  end

  def dirname
    Pathname.new(Cincture::Path.dirname(@path))
  end
  alias parent dirname

  def extname
    Cincture::Path.extname(@path)
  end

  def absolute?
    @path.start_with?('/')
  end

  def relative?
    !absolute?
  end

  def root?
    @path.match?(%r{\A/+\z})
  end

  def each_filename(&block)
    @path.split('/').reject(&:empty?).each(&block)
  end

  def cleanpath
    parts = @path.split('/').each_with_object([]) do |part, kept|
      next if part.empty? || part == '.'

      part == '..' && !kept.empty? && kept.last != '..' ? kept.pop : kept << part
    end
    parts.shift while absolute? && parts.first == '..'
    text = "#{'/' if absolute?}#{parts.join('/')}"
    Pathname.new(text.empty? ? '.' : text)
  end

  def method_missing(name, *_args)
    Cincture::Closed.refuse("Pathname##{name}")
  end

  def respond_to_missing?(_name, _all = false)
    false
  end
end

module Kernel
  def Pathname(path)
    path.is_a?(Pathname) ? path : Pathname.new(path)
  end
end
