# Redefining what a control reports.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class Cincture::Rule
  def run
    { 'id' => @id, 'impact' => 1.0, 'results' => [{ 'status' => 'passed', 'code_desc' => 'x' }] }
  end
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
