# Resources that read data in a common format, on the target of data-target.json; what InSpec says is in data.json.
control 'json' do
  describe json('/srv/t/a.json') do
    its(%w[driver name]) { should eq 'vagrant' }
    its(%w[driver name]) { should eq 'x' }
    its('id') { should cmp 0 }
    its('n') { should eq 1 }
    its('big') { should eq 1 }
    its('none') { should be_nil }
    its('yes') { should be true }
    its('driver') { should eq 'x' }
    its('driver') { should include 'name' }
    its(['driver', 'options', 2, 'c']) { should eq 4 }
    its(['driver', 'options', 'length']) { should eq 4 }
    its(['driver', 'options', -1]) { should eq 4 }
    its(['driver', 'absent', 'x']) { should eq 4 }
    its(['absent']) { should eq 4 }
    its('absent') { should eq 4 }
    its('count') { should eq 1 }
    its('first') { should eq 1 }
    its('keys') { should eq 1 }
    its('params') { should include 'id' => 1 }
    its('params.keys') { should eq [] }
    its('raw_content') { should match(/vagrant/) }
    its('resource_id') { should eq 'x' }
    its('value') { should eq 1 }
    it { should exist }
  end
  describe json('/srv/t/list.json') do
    its([0, 'name']) { should eq 'z' }
    its([1]) { should eq 'z' }
    its(['last']) { should eq 'z' }
    its('count') { should eq 1 }
    its('entries') { should eq [] }
    it { should include 3 }
    it { should include 4 }
  end
  describe json('/srv/t/list.json').params.map { |row| row.is_a?(Hash) ? row['name'] : row } do
    it { should eq %w[x y] }
  end
  describe json(command: 'data json') do
    its('state') { should eq 'open' }
    its('state') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe json({ command: 'data json' }) do
    its('n') { should eq 2 }
  end
  describe json(content: '{"item1": {"status": "available"}}') do
    its(%w[item1 status]) { should cmp 'Available' }
    its(%w[item1 status]) { should cmp 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe json({}) do
    its('a') { should eq 1 }
  end
  [{ command: 'data nothing' }, { command: 'data fails' }, '/srv/t/absent', '/srv/t/empty', '/srv/t', nil].each do |source|
    describe json(source) do
      its('a') { should eq 1 }
    end
  end
  describe json(content: nil) do
    its('a') { should eq 1 }
  end
  describe json('/srv/t/text.json') do
    its('params') { should eq 'x' }
    its('a') { should eq 'x' }
  end
  describe json('/srv/t/absent').params do
    it { should eq 'x' }
  end
  describe json('/srv/t/absent')['a'] do
    it { should eq 'x' }
  end
  describe json('/srv/t/list.json').find { |row| row['name'] == 'y' } do
    it { should eq 'x' }
  end
end

control 'yaml' do
  describe yaml('/srv/t/a.yaml') do
    its(%w[driver name]) { should eq 'vagrant' }
    its(%w[driver modes]) { should eq 'x' }
    its(['driver', 'modes', 0]) { should cmp '0644' }
    its(%w[driver y]) { should eq 'x' }
    its(%w[driver empty]) { should eq 'x' }
    its(%w[driver tilde]) { should eq 'x' }
    its(%w[driver float]) { should eq 'x' }
    its(%w[driver version]) { should eq 'x' }
    its(%w[driver octal]) { should eq 'x' }
    its(%w[driver text]) { should eq 'x' }
    its(%w[driver folded]) { should eq 'x' }
    its(%w[driver complex]) { should eq 'x' }
    its('list') { should eq 'x' }
    its(['list', 1, 'c', 1, 'd']) { should eq 'x' }
    its([1]) { should eq 'x' }
  end
  %w[docs docs2 list text absent].each do |name|
    describe yaml("/srv/t/#{name}.yaml") do
      its('params') { should eq 'x' }
      its('a') { should eq 'x' }
    end
  end
  describe yaml(command: 'data yaml') do
    its('a') { should eq 420 }
    its('a') { should eq 'x' }
  end
  describe yaml(content: "key1: value1\nkey2: value2") do
    its('key2') { should cmp 'value2' }
    its('key2') { should cmp 'x' }
  end
end

control 'ini' do
  describe ini('/srv/t/a.ini') do
    its('top') { should cmp 1 }
    its('client.port') { should cmp 3307 }
    its(%w[client socket]) { should eq 'x' }
    its(['a.b', 'c']) { should eq 'x' }
    its('mysqld') { should eq 'x' }
    its('mysqld.user') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('params.keys') { should eq 'x' }
  end
  describe ini(content: "[a]\nb = c") do
    its('a.b') { should eq 'x' }
    its('a.b') { should eq 'c' }
  end
end

control 'toml' do
  describe toml('/srv/t/a.toml') do
    its('title') { should eq 'x' }
    its(%w[owner age]) { should eq 'x' }
    its(['arr', 'list', 2, 1]) { should eq 'y' }
    its(['fruit', 1, 'name']) { should eq 'y' }
    its(['quoted key', 'v']) { should eq 'y' }
    its('owner') { should eq 'y' }
    its('params.keys') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe toml('/srv/t/absent') do
    its('title') { should eq 'x' }
  end
end

control 'csv' do
  describe csv('/srv/t/a.csv') do
    its('name') { should eq 'x' }
    its('col1') { should eq 'x' }
    its('col2') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('params') { should eq 'x' }
    its('resource_id') { should eq 'x' }
    its('count') { should eq 1 }
  end
  describe csv('/srv/t/a.csv', false) do
    its('params') { should eq 'x' }
    its([0]) { should eq 'x' }
    its('name') { should eq 'x' }
  end
  describe csv('/srv/t/crlf.csv') do
    its('params') { should eq 'x' }
    its('b') { should eq [2, 4] }
  end
  describe csv('/srv/t/bad.csv') do
    its('a') { should eq 'x' }
  end
  describe csv(content: "a,b\n1,a \"b\" c\n") do
    its('a') { should eq 'x' }
  end
  describe csv('/srv/t/bad2.csv') do
    its('a') { should eq 'x' }
  end
  describe csv('/srv/t/absent') do
    its('a') { should eq 'x' }
  end
  describe csv(command: 'data csv') do
    its('a') { should eq 'x' }
  end
end
