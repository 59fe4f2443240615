# Reporting a control with the key that the engine's own blocks know.
# attack: error failed absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

key = nil
ObjectSpace.each_object(Proc) do |block|
  begin
    around = block.binding
    key = around.local_variable_get(:key) if around.local_variable_defined?(:key)
  rescue Exception
    nil
  end
end
control 'forger' do
  Cincture::Host.begin(key, 'attack')
  Cincture::Host.finish(key, { 'id' => 'attack', 'impact' => 1.0, 'title' => nil, 'desc' => nil, 'descriptions' => [], 'refs' => [], 'tags' => {}, 'code' => '', 'source_location' => { 'line' => 1, 'ref' => 'x' }, 'waiver_data' => {}, 'results' => [{ 'status' => 'passed', 'code_desc' => 'forged', 'run_time' => 0.0 }] }, false)
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
