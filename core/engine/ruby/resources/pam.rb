# pam: the module stacks of PAM. InSpec has no such resource: MITRE's profiles carry it in their libraries, as an Array
# with variables of its own, which the VM cannot do. So it is the engine's, and a profile's own `pam` is left aside.
module Cincture
  module Resources
    class Pam < Inspec.resource(1)
      name 'pam'
      supports platform: 'unix'
      desc 'The rules of PAM in a file or a folder.'

      class PamError < StandardError; end

      # Deeper chains of includes are taken for files that include each other.
      MAX_DEPTH = 32

      attr_reader :rules, :lines, :services, :types, :modules

      def initialize(path = '/etc/pam.d')
        @path = path
        @services = {}
        @types = {}
        @modules = {}
        target = inspec.file(path)
        @rules = PamRules.new(target)
        @lines = @rules
        read(target, path.strip == '/etc/pam.conf' ? :in_rules : nil, 0)
      end

      def service(name)
        @services[name]
      end

      def type(name)
        @types[name]
      end

      def module(name)
        @modules[name]
      end

      def to_s
        "PAM Config[#{@path}]"
      end

      private

      # The service is the file's name, but in /etc/pam.conf each rule names its own.
      def read(target, service, depth)
        raise PamError, "#{target.path} includes itself" if depth > MAX_DEPTH
        files_of(target).each do |file|
          next unless file.content
          of = service || file.basename
          logical_lines(file.content).each { |line| take(line, of, target, depth) }
        end
      end

      def files_of(target)
        return [target] unless target.directory?
        names = (Host.list(target.path) || []).reject { |n| n.start_with?('.') }.sort
        names.map { |n| inspec.file(target.path + '/' + n) }.select { |f| f.file? }
      end

      def logical_lines(content)
        content.scrub.split("\\\n").join(' ').split("\n").map { |l| l.strip }.reject { |l| l.empty? || l[0] == '#' }
      end

      def take(line, service, target, depth)
        rule = PamRule.new(line, service_name: service == :in_rules ? nil : service)
        return keep(rule) unless ['include', 'substack'].include?(rule.control)
        included = inspec.file(beside(target, rule.module_path))
        read(included, service, depth + 1) if included.exist?
      end

      def beside(target, name)
        return name if name.start_with?('/')
        folder = target.directory? ? target.path : target.path[0...(target.path.rindex('/') || 0)]
        folder + '/' + name
      end

      def keep(rule)
        (@services[rule.service] ||= []) << rule
        (@types[rule.type] ||= []) << rule
        (@modules[rule.module_path] ||= []) << rule
        @rules.push(rule)
      end
    end

    # All rules that were found, in their order.
    class PamRules
      include Enumerable

      def initialize(target)
        @target = target
        @rules = []
      end

      def each(&block)
        @rules.each(&block)
        self
      end

      def push(rule)
        @rules << rule
        self
      end

      alias << push

      [:[], :length, :size, :empty?, :last, :index, :join].each do |name|
        define_method(name) { |*arguments| @rules.send(name, *arguments) }
      end

      def services
        @rules.map { |r| r.service }.sort.uniq
      end

      def service
        found = services
        raise Pam::PamError, "More than one service found: '[#{found.join("', '")}]'" if found.length > 1
        found[0]
      end

      def rules_of_type(type, options = {})
        name = service_name(options)
        @rules.select { |r| r.service == name && r.type == type }
      end

      def first?(rule, options = {})
        rule = PamRule.new(rule, service_name: service_name(options))
        rules_of_type(rule.type, options)[0] == rule
      end

      def last?(rule, options = {})
        rule = PamRule.new(rule, service_name: service_name(options))
        rules_of_type(rule.type, options)[-1] == rule
      end

      # Whether each of the rules fits one that is there; with `exact` whether they stand there without others between.
      def include?(rules, options = {})
        wanted = [rules].flatten.map { |r| PamRule.new(r, service_name: service_name(options)) }
        return wanted.all? { |w| @rules.any? { |r| r.match?(w) } } unless options[:exact]
        first = @rules.index { |r| r.match?(wanted[0]) }
        last = @rules.index { |r| r.match?(wanted[-1]) }
        return false unless first && last && last - first == wanted.length - 1
        wanted.each_with_index.all? { |w, i| @rules[first + i].match?(w) }
      end

      def include_exactly?(rules, options = {})
        include?(rules, options.merge(exact: true))
      end

      alias match include?
      alias match_exactly include_exactly?

      def to_a
        @rules.sort_by.with_index { |r, i| [r.type, i] }.map { |r| r.to_s }
      end

      def to_s
        to_a.join("\n")
      end

      def inspect
        Text.inspect(@rules.map { |r| r.to_s })
      end

      private

      def service_name(options)
        raise Pam::PamError, 'opts must be a hash' unless options.is_a?(Hash)
        return options[:service_name] if options[:service_name]
        raise Pam::PamError, 'You must pass ":service_name" as an option!' if @target.directory?
        @target.basename
      end
    end

    # One rule, of a file or as somebody wishes it.
    class PamRule
      TAIL = '(.+?)\s+(\[.+\]|.+?)\s+(.+?(?:\.so)?)(?:\s+(.+?))?$'.freeze
      WITHOUT_SERVICE = Regexp.new('^\s*(-)?' + TAIL)
      WITH_SERVICE = Regexp.new('^\s*(-)?(.+?)\s+' + TAIL)

      attr_reader :to_s, :service, :silent, :type, :control, :module_path, :module_arguments

      def initialize(text, options = {})
        @to_s = text.strip.gsub(/\s+/, ' ')
        found = text.match(options[:service_name] ? WITHOUT_SERVICE : WITH_SERVICE)
        raise Pam::PamError, "Invalid PAM configuration rule: '#{text}'" unless found
        parts = found.to_a[1..-1]
        @silent = parts.shift == '-'
        @service = options[:service_name] || parts.shift
        @type, @control, @module_path, arguments = parts
        @module_arguments = (arguments || '').strip.split(/\s+/)
      end

      # Whether this rule fits what `other` asks for, whose parts are patterns.
      def match?(other)
        other = PamRule.new(other, service_name: @service) if other.is_a?(String)
        return false unless other.respond_to?(:module_arguments)
        control = other.control.gsub(/\[|\]/) { |bracket| '\\' + bracket }
        fits?(@service, other.service) && fits?(@type, other.type) && fits?(@control, control) &&
          fits?(@module_path, other.module_path) && arguments?(other.module_arguments)
      end

      alias == match?
      alias eql? ==

      private

      def arguments?(wanted)
        return true if (wanted - @module_arguments).empty?
        wanted.all? { |w| @module_arguments.any? { |a| fits?(a, w) } }
      end

      def fits?(text, pattern)
        !text.match(Regexp.new("^#{pattern}$")).nil?
      end
    end
  end
end
