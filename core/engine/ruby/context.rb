# The self of control files.
module Cincture
  # What a file may say outside of its controls. One object for all files of a profile, as in InSpec: a constant or a method
  # that one of them defines is there in those after it.
  class FileContext
    include InputMethods
    include ResourceLookup

    attr_reader :file_title

    # A file begins.
    def __enter(path)
      @path = path
      @file_title = nil
      @skipped = false
      @skip_message = nil
      self
    end

    def to_s
      "Control Evaluation Context (#{Runner.name})"
    end

    def title(text)
      @file_title = text.to_s
    end

    def control(id, _options = {}, &block)
      file, line = ENGINE.location
      register(Rule.new(id, file || @path, line, &block))
    end
    alias rule control

    # A describe without a control becomes one with a stable id (InSpec's is random at each run).
    def describe(*args, &block)
      file, line = ENGINE.location
      id = Runner.generated_id(file || @path, line)
      choice = nil
      rule = Rule.new(id, file || @path, line)
      choice = rule.describe(*args, &block)
      register(rule)
      choice
    end

    def only_if(message = nil)
      return if @skipped || !block_given?
      return if yield == true

      @skipped = true
      @skip_message = message
      Runner.rules_of(@path).each { |rule| rule.skip_for(:only_if, message) }
    end

    def skip_control(id)
      Runner.unregister(id)
    end
    alias skip_rule skip_control

    def include_controls(name, *)
      raise Gap, "include_controls '#{name}': profiles that depend on others are not supported yet"
    end
    alias require_controls include_controls
    alias include_rules include_controls
    alias require_rules include_controls

    private

    def register(rule)
      rule.skip_for(:only_if, @skip_message) if @skipped
      Runner.register(rule)
    end
  end
end
