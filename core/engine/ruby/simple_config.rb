# Text of `name = value` lines as a Hash: the ground of most resources that read a configuration file. The rules are those
# of InSpec's class of this name, which profiles use too.
module Cincture
  # A line and where it ends, without its comment.
  module CommentParser
    # `comment_char` may be a pattern. With `standalone_comments` only a line of its own is a comment.
    def parse_comment_line(raw, options)
      line_end = raw.index("\n") || raw.length
      comment = raw.index(options[:comment_char]) || line_end + 1
      return ['', line_end] if comment == 0 || line_end == 0 || comment == line_end
      return [raw[0...line_end], line_end] if comment > line_end
      line = raw[0...comment]
      line = raw[0...line_end] if options[:standalone_comments] && !is_empty_line(line)
      [line, line_end]
    end

    def is_empty_line(line)
      line =~ /^\s*$/
    end
  end

  class SimpleConfig
    include CommentParser

    DEFAULTS = {
      quotes: '', multiline: false, comment_char: '#', line_separator: nil, assignment_regex: /^\s*([^=]*?)\s*=\s*(.*?)\s*$/,
      group_re: /\[([^\]]+)\]\s*$/, key_values: 1, standalone_comments: false, multiple_values: false,
      multiple_value_regex: nil
    }.freeze

    attr_reader :params, :groups

    def initialize(text, options = nil, **more)
      parse(text, (options || {}).merge(more))
    end

    def parse(text, options = nil)
      @params = {}
      @groups = []
      @values = @params
      @options = DEFAULTS.merge(options || {})
      return if text.nil?
      text = text.scrub
      text = text.tr(@options[:line_separator], "\n") unless @options[:line_separator].nil?
      lines_of(text).each { |line| assignment(line) || group(line) || name_alone(line) }
    end

    private

    # A pattern for comments may look at what follows the line, so it gets all that is left, as in InSpec.
    def lines_of(text)
      unless @options[:comment_char].is_a?(Regexp)
        return text.split("\n").map { |line| parse_comment_line(line, @options)[0] }
      end
      found = []
      until text.empty?
        line, line_end = parse_comment_line(text, @options)
        found << line
        text = text[(line_end + 1)..-1] || ''
      end
      found
    end

    # What it stored; nil if the line is no assignment.
    def assignment(line)
      found = @options[:assignment_regex].match(line)
      return nil if found.nil?
      name = found[1]
      value = values_of(found)
      return @values[name] = value unless @options[:multiple_values]
      @values[name] ||= []
      pattern = @options[:multiple_value_regex]
      pattern ? @values[name].concat(value.split(pattern)) : @values[name].push(value)
    end

    def values_of(found)
      count = @options[:key_values]
      return found[2] if count == 1
      (0...[count, 1].max).map { |i| found[2 + i] }
    end

    def group(line)
      found = @options[:group_re] && @options[:group_re].match(line)
      return nil if found.nil?
      @groups.push(found[1])
      @values = @params[found[1]] = Hashie::Mash.new
    end

    def name_alone(line)
      return nil if is_empty_line(line)
      if @options[:multiple_values]
        @values[line.strip] ||= []
      else
        @values[line.strip] = ''
      end
    end
  end
end

SimpleConfig = Cincture::SimpleConfig
