# firewalld: the zones of firewalld and what they let through, as `firewall-cmd` tells it.
module Cincture
  module Resources
    class FirewallD < Inspec.resource(1)
      name 'firewalld'
      supports platform: 'linux'
      desc 'The zones of firewalld.'

      # What is asked of each zone as a list, and what parts its entries.
      LISTS = {
        'services' => ['services', ' '], 'sources' => ['sources', ' '], 'ports' => ['ports', ' '],
        'protocols' => ['protocols', ' '], 'forward_ports' => ['forward-ports', "\n"],
        'source_ports' => ['source-ports', ' '], 'icmp_blocks' => ['icmp-blocks', ' '], 'rich_rules' => ['rich-rules', "\n"]
      }.freeze

      table = FilterTable.create
      ['zone', 'interfaces', 'sources', 'services', 'target', 'ports', 'protocols', 'forward_ports', 'source_ports', 'icmp_blocks',
       'rich_rules'].each { |column| table.register_column(column.to_sym, field: column) }
      { icmp_block_inversion?: 'icmp_block_inversion', has_icmp_block_inversion_enabled?: 'icmp_block_inversion',
        masquerade?: 'masquerade', has_masquerade_enabled?: 'masquerade' }.each do |question, field|
        table.register_custom_matcher(question) { |zones| zones.params[0][field] }
      end
      table.install_filter_methods_on_resource(self, :params)

      # The active zones. There are none where firewalld is not installed or does not run.
      def params
        @params ||= running? ? zones : []
      end

      def installed?
        inspec.command('firewall-cmd').exist?
      end

      def running?
        installed? && ask('--state').start_with?('running')
      end

      def has_zone?(zone)
        installed? && ask('--get-zones').split(' ').include?(zone)
      end

      def default_zone
        ask('--get-default-zone')
      end

      def has_service_enabled_in_zone?(service, zone = default_zone)
        of_zone(zone, "--query-service=#{service}") == 'yes'
      end

      def service_ports_enabled_in_zone(service, zone = default_zone)
        of_zone(zone, "--service=#{service} --get-ports").split(' ')
      end

      def service_protocols_enabled_in_zone(service, zone = default_zone)
        of_zone(zone, "--service=#{service} --get-protocols").split(' ')
      end

      def has_port_enabled_in_zone?(port, zone = default_zone)
        of_zone(zone, "--query-port=#{port}") == 'yes'
      end

      def has_rule_enabled?(rule, zone = default_zone)
        rule = "rule #{rule}" unless rule.start_with?('rule')
        of_zone(zone, "--query-rich-rule='#{rule}'") == 'yes'
      end

      def to_s
        'Firewall Rules'
      end

      private

      # Two lines for each: its name, and its interfaces.
      def zones
        found = []
        lines = ask('--get-active-zones').split("\n")
        until lines.empty?
          found << row_of(lines[0], lines[0..1].join("\n"))
          lines = lines[2..-1] || []
        end
        found
      end

      def row_of(name, text)
        row = { 'zone' => name, 'interfaces' => (text.split(':')[1] || '').split(' ') }
        LISTS.each { |field, (list, parted_by)| row[field] = of_zone(name, "--list-#{list}").split(parted_by) }
        row['target'] = of_zone(name, '--get-target').strip
        row['icmp_block_inversion'] = of_zone(name, '--query-icmp-block-inversion') == 'yes'
        row['masquerade'] = of_zone(name, '--query-masquerade') == 'yes'
        row
      end

      def of_zone(zone, question)
        ask("--permanent --zone=#{zone} #{question}")
      end

      # What it says; what it complains of is the answer too, as in InSpec, unless it may not be asked at all.
      def ask(arguments)
        command = "firewall-cmd #{arguments}"
        stdout, stderr, _status = Host.run(command)
        return stdout.scrub.strip if stderr.empty?
        raise TargetError, "`#{command}` is not allowed: #{stderr.scrub.strip}" if stderr =~ /authoriz|permission|not allowed/i
        "Error on command #{command}: #{stderr.scrub}"
      end
    end
  end
end
