# nftables: a chain or a set of the target's packet filter, as `nft` tells it.
module Cincture
  module Resources
    class NfTables < Inspec.resource(1)
      name 'nftables'
      supports platform: 'linux'
      desc 'A chain or a set of nftables.'

      # What there is to know of each.
      OF_CHAINS = ['hook', 'policy', 'prio', 'type'].freeze
      OF_SETS = ['flags', 'size', 'type'].freeze

      def initialize(params = {})
        @family, @table, @chain, @set = [:family, :table, :chain, :set].map { |key| params[key] }
        @ignore_comments = params[:ignore_comments] || false
        @program = find_program
        find_options
        check_arguments
      end

      def flags
        attribute('flags')
      end

      def hook
        attribute('hook')
      end

      def policy
        attribute('policy')
      end

      def prio
        attribute('prio')
      end

      def size
        attribute('size')
      end

      def type
        attribute('type')
      end

      def has_rule?(rule = nil, _family = nil, _table = nil, _chain = nil)
        retrieve_chain_rules.any? { |line| line.casecmp(rule) == 0 }
      end

      def has_element?(element = nil, _family = nil, _table = nil, _chain = nil)
        retrieve_set_elements.any? { |line| line.casecmp(element) == 0 }
      end

      def retrieve_chain_rules
        lines = inner_lines(ask(@stateless, @numeric, "list chain #{@family} #{@table} #{@chain}"), /^(table|chain)/)
        @ignore_comments ? lines.map { |line| line.gsub(/ comment "([^"]*)"/, '') } : lines.map { |line| line.strip }
      end

      def retrieve_set_elements
        text = ask(@stateless, "list set #{@family} #{@table} #{@set}")
        lines = inner_lines(text, /^(table|set|type|size|flags|typeof|auto-merge)/)
        elements = lines.map { |line| line.gsub('elements = {', '').gsub('}', '').split(',') }.flatten
        elements.map { |element| element.strip.gsub(/[\\'";]/) { |mark| '\\' + mark } }
      end

      def resource_id
        to_s
      end

      def to_s
        parts = { family: @family, table: @table, chain: @chain, set: @set }.map { |name, value| value && "#{name}: #{value}" }
        "nftables (#{parts.join(' ')})"
      end

      private

      def find_program
        found = ['/usr/sbin/nft', '/sbin/nft', 'nft'].find { |path| inspec.command(path).exist? }
        found || raise(Inspec::Exceptions::ResourceFailed, 'Could not find `nft`')
      end

      # Old versions know less: JSON since 0.9, rules without counters since 0.8, another word for numbers since 0.9.3.
      def find_options
        stdout, _stderr, _status = Host.run("#{@program} --version")
        text = stdout.scrub[/^nftables v(\S+) /, 1]
        raise TargetError, "`#{@program} --version` does not tell a version" if text.nil?
        version = text.split('.').map { |part| part.to_i }
        @json = (version <=> [0, 9]) >= 0 ? '-j' : ''
        @stateless = (version <=> [0, 8]) >= 0 ? '-s' : ''
        @numeric = (version <=> [0, 9, 3]) >= 0 ? '-y' : '-nn'
      end

      def check_arguments
        fail_resource 'nftables family and table are mandatory.' if blank?(@family) || blank?(@table)
        fail_resource 'You must specify either a chain or a set name.' if blank?(@chain) && blank?(@set)
        fail_resource 'You must specify either a chain or a set name, not both.' if !blank?(@chain) && !blank?(@set)
      end

      def blank?(value)
        value.nil? || value.empty?
      end

      def attribute(name)
        unless (@set.nil? ? OF_CHAINS : OF_SETS).include?(name)
          raise Inspec::Exceptions::ResourceSkipped, "`#{name}` attribute is not valid for #{kind}s"
        end
        value = attributes.key?(name) ? attributes[name] : (name == 'flags' ? [] : '')
        kind == 'set' && name == 'type' && value.is_a?(Array) ? value.join(' . ') : value
      end

      def kind
        @set.nil? ? 'chain' : 'set'
      end

      def attributes
        @attributes ||= read_attributes
      end

      def read_attributes
        text = ask(@stateless, @json, "list #{kind} #{@family} #{@table} #{@set.nil? ? @chain : @set}")
        return {} if text.nil?
        return of_json(text) unless @json.empty?
        @set.nil? ? chain_of_text(text) : set_of_text(text)
      end

      def of_json(text)
        JSON.parse(text)['nftables'].find { |entry| entry.key?(kind) }[kind]
      end

      def chain_of_text(text)
        found = text.match(/type (\S+) hook (\S+) priority (\S+); policy (\S+);/)
        raise TargetError, '`nft` tells a chain in an unknown form' if found.nil?
        { 'type' => found[1], 'hook' => found[2], 'prio' => found[3].to_i, 'policy' => found[4] }
      end

      def set_of_text(text)
        field = proc { |name| text[/^\s*#{name} (.*)/, 1] }
        { 'type' => field.call('type').to_s, 'size' => field.call('size').to_i,
          'flags' => field.call('flags').to_s.split(',') }
      end

      # The lines between those that open and close; none where there is no such chain or set.
      def inner_lines(text, others)
        return [] if text.nil?
        text.delete("\t").split("\n").reject { |line| line =~ others || line =~ /^}$/ }
      end

      # nil for what there is not.
      def ask(*words)
        command = [@program, *words].join(' ').strip
        stdout, stderr, status = Host.run(command)
        return stdout.scrub if status == 0
        return nil if stderr =~ /no such file or directory|does not exist/i
        raise TargetError, "`#{command}` failed in the target: #{stderr.scrub.strip}"
      end
    end
  end
end
