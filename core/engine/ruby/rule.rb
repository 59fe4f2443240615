# A control.
module Cincture
  # Names of impacts, as InSpec has them.
  IMPACTS = { 'none' => 0.0, 'low' => 0.1, 'medium' => 0.4, 'high' => 0.7, 'critical' => 0.9 }.freeze

  # The checks of `describe.one`: the control holds if any of them does.
  class DescribeOne
    include InputMethods
    include ResourceLookup

    attr_reader :checks

    def initialize
      @checks = []
    end

    def describe(*args, &block)
      @checks << [args, block]
    end
  end

  # Bytes of a path.
  LONGEST_PATH = 4096
  # Paths of one control that are fetched before it asks.
  MOST_FORESEEN = 1000
  # Bytes of an id. A longer one is no id, and its control says so when it begins.
  LONGEST_ID = 4096

  # What `describe` without arguments gives: its `one`.
  class DescribeChoice
    def initialize(rule)
      @rule = rule
    end

    def one(&block)
      choice = DescribeOne.new
      choice.instance_eval(&block) if block
      @rule.add_check(:one, choice.checks, nil)
    end
  end

  # What `expect(value)` gives in a control, outside of a describe.
  class ControlExpectation
    attr_reader :calls

    def initialize(value)
      @value = value
      @calls = []
    end

    def to(matcher, message = nil)
      @calls << [:to, matcher, message]
    end

    def not_to(matcher, message = nil)
      @calls << [:not_to, matcher, message]
    end
    alias to_not not_to

    def group
      value = @value
      calls = @calls
      ExampleGroup.build([value]) do
        calls.each { |verb, matcher, message| it { expect(value).public_send(verb, matcher, message) } }
      end
    end
  end

  # A control: its description and its checks while the block runs, then their results. As in InSpec, the blocks of all
  # controls run before the first check, which also lets what they will read be fetched at once.
  class Rule
    include InputMethods
    include ExampleWords

    # Paths whose metadata, and whose content, the checks will ask for.
    attr_reader :stats, :reads
    attr_reader :id, :source_file, :source_line

    def initialize(id, file, line, &block)
      # What it is called when its block runs it is called when its checks run, whatever becomes of the object.
      @id = id.to_s.dup.freeze
      @source_file = file
      @source_line = line
      @block = block
      @descriptions = {}
      @refs = []
      @tags = {}
      @checks = []
      @skip = nil
      @stats = []
      @reads = []
    end

    def to_s
      @id.to_s
    end

    def impact(value = nil)
      @impact = impact_number(value) unless value.nil? || @impact_frozen
      @impact
    end

    def title(value = nil)
      @title = value unless value.nil?
      @title
    end

    def desc(text = nil, data = nil)
      return @descriptions['default'] if text.nil?

      if data.nil?
        @descriptions['default'] = ENGINE.unindent(text)
      else
        @descriptions[text.to_s] = ENGINE.unindent(data)
      end
    end

    def descriptions(more = nil)
      more.each { |label, text| @descriptions[label.to_s] = text } if more
      @descriptions
    end

    def ref(name = nil, options = {})
      return @refs if name.nil? && options.empty?

      @refs << (options.empty? && name.is_a?(Hash) ? name : options.merge(ref: name))
    end

    def tag(*args, **named)
      args << named unless named.empty?
      args.each { |arg| arg.is_a?(Hash) ? add_tags(arg) : @tags[arg.to_s] ||= nil }
      @tags
    end

    def only_if(message = nil, impact: nil)
      return unless block_given?

      holds = yield
      return if holds

      self.impact(impact) if impact
      skip_for(:only_if, message)
    end

    def only_applicable_if(message = nil)
      return unless block_given?
      return if yield

      impact(0.0)
      @impact_frozen = true
      @not_applicable = "N/A control due to only_applicable_if condition#{message ? ": #{message}" : '.'}"
    end

    def describe(*values, &block)
      return DescribeChoice.new(self) if values.empty? && block.nil?

      add_check(:describe, values, block)
    end

    def expect(value)
      expectation = ControlExpectation.new(value)
      add_check(:expect, [value], expectation)
      expectation
    end

    def add_check(kind, values, block)
      @checks << [kind, values, block]
    end

    # Skips the control: a file's only_if, or a platform that the profile does not support.
    # What the engine lacked until then may be why it is skipped.
    def skip_for(reason, message)
      Host.gaps_matter
      @skip ||= message ? "Skipped control due to #{reason} condition: #{message}" : "Skipped control due to #{reason} condition."
    end

    def skipped?
      !@skip.nil?
    end

    # A later control of the same id: it overrides what it says, as InSpec does.
    def merge(other)
      (@overrides ||= []) << other
    end

    # Runs the block and the bodies of its describes.
    def prepare
      evaluate
      (@overrides || []).each { |other| apply(other) }
      return if @skip || @not_applicable

      @prepared = @checks.map { |kind, values, block| prepare_check(kind, values, block) }
      @prepared.each { |kind, prepared| foresee(kind, prepared) }
    end

    # Runs the checks; the control in InSpec's form.
    def run
      report(results)
    end

    def evaluate
      instance_eval(&@block) if @block
    rescue Exception => e
      @broken = e
    end

    # State that #merge takes over.
    def state
      [@impact, @title, @descriptions, @tags, @refs, @checks, @skip, @broken]
    end

    private

    def apply(other)
      other.evaluate
      impact, title, descriptions, tags, refs, checks, skip, broken = other.state
      @impact = impact unless impact.nil?
      @title = title unless title.nil?
      @descriptions = @descriptions.merge(descriptions)
      @tags = @tags.merge(tags)
      @refs += refs
      @checks = checks unless checks.empty?
      @skip = skip if skip
      @broken ||= broken
    end

    def impact_number(value)
      return value.to_f if value.is_a?(Numeric) || value.to_s.match?(/\A\d+(\.\d+)?\z/)

      IMPACTS.fetch(value.to_s.downcase) do
        raise ArgumentError, "'#{value}' is not a valid impact name. Valid impact names: #{IMPACTS.keys.join(', ')}."
      end
    end

    def add_tags(hash)
      hash.each { |name, value| @tags[name.to_s] = value }
    end

    def results
      return [noop('skipped', 'skip_message' => @skip)] if @skip
      return [noop('failed', 'message' => @not_applicable, 'exception' => 'Inspec::Exceptions::ResourceFailed')] if @not_applicable

      found = @prepared.flat_map { |kind, prepared| check(kind, prepared) }
      found << source_error(@broken) if @broken
      found
    end

    def noop(status, extra)
      { 'status' => status, 'code_desc' => 'No-op', 'resource' => 'No-op', 'run_time' => 0.0 }.merge(extra)
    end

    def source_error(error)
      ENGINE.note(error)
      {
        'status' => 'failed', 'code_desc' => "Control Source Code Error #{@source_file}:#{@source_line} ",
        'message' => error.message, 'exception' => error.class.to_s,
        'backtrace' => (error.backtrace || []).first(20), 'run_time' => 0.0
      }
    end

    def prepare_check(kind, values, block)
      return [:one, values.map { |inner, body| prepare_check(:describe, inner, body) }] if kind == :one

      [:group, group_of(kind, values, block)]
    rescue Exception => e # the body of a describe block
      [:error, e]
    end

    def group_of(kind, values, block)
      unavailable = unavailable_group(values, values.first)
      return unavailable if unavailable

      kind == :expect ? block.group : ExampleGroup.build(values, &block)
    end

    # Only a help: what cannot be foreseen is asked when it is needed.
    def foresee(kind, prepared)
      case kind
      when :one then prepared.each { |inner, group| foresee(inner, group) }
      when :group
        prepared.each_asked do |resource, attributes|
          stats, reads = resource.__reads(attributes)
          foretell(@stats, stats)
          foretell(@reads, reads)
        end
      end
    rescue StandardError
      nil
    end

    # No file has a longer path; and whoever asks for more than this is asked one by one.
    def foretell(known, paths)
      known.concat(paths.select { |path| path.bytesize <= LONGEST_PATH }) if known.length < MOST_FORESEEN
    end

    def check(kind, prepared)
      case kind
      when :one then one(prepared)
      when :group then prepared.results
      else [source_error(prepared)]
      end
    rescue Exception => e
      [source_error(e)]
    end

    # What stands in the place of a describe whose resource is not to be had; nil where it is.
    def unavailable_group(values, resource)
      skipped = resource.respond_to?(:resource_skipped?) && resource.resource_skipped?
      failed = !skipped && resource.respond_to?(:resource_failed?) && resource.resource_failed?
      return unless skipped || failed

      Host.unrun("#{resource}: #{resource.resource_exception_message}")
      skipped ? skipped_group(values, resource) : failed_group(values, resource)
    end

    def skipped_group(values, resource)
      message = resource.resource_exception_message.to_s
      ExampleGroup.build(values) { skip message }
    end

    def failed_group(values, resource)
      message = resource.resource_exception_message.to_s
      ExampleGroup.build(values) { it('') { raise Inspec::Exceptions::ResourceFailed, message } }
    end

    def one(checks)
      tried = checks.map { |kind, prepared| check(kind, prepared) }
      passed = tried.select { |results| results.all? { |r| r['status'] == 'passed' } && !results.empty? }
      (passed.empty? ? tried : passed).flatten
    end

    def report(results)
      {
        'id' => @id.to_s, 'title' => @title && @title.to_s, 'desc' => @descriptions['default'],
        'descriptions' => @descriptions.map { |label, text| { 'label' => label, 'data' => text } },
        'impact' => (@impact || 0.5).to_f, 'refs' => @refs, 'tags' => @tags,
        'source_location' => { 'line' => @source_line, 'ref' => @source_file }, 'waiver_data' => {}, 'results' => results
      }
    end
  end
end
